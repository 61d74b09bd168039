// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>

#include "core/time.h"

namespace vqa {

/// Gives every frame a time, whatever its stamps are like: a missing stamp is filled in from the
/// frames before it, a small step back is jitter and stands still, a large one is a jump.
class Timeline {
 public:
  struct Step {
    Time time{};
    bool jumped_back = false;
  };

  /// `interval` is the time from this frame to the next, 0 when unknown.
  Step advance(std::optional<Time> stamp, Time interval);
  void reset() { *this = {}; }

 private:
  std::optional<Time> last_;
  Time interval_{};
};

}  // namespace vqa
