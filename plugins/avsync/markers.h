// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "avsync/evidence.h"

namespace vqa {

/// Flashes and beeps that belong together: those of a clip made for this, in a rhythm of its own.
class Markers {
 public:
  void flash(Time time) { flashes_.push_back(time); }
  void beep(Time time) { beeps_.push_back(time); }

  /// What can be said now that all that was before `now` is known; once for each stretch of time.
  std::optional<Estimate> look(Time now);
  void reset() { *this = {}; }

 private:
  struct Pair {
    Time flash{}, beep{};
    double offset() const;  ///< ms
  };
  void forget(Time now);
  std::optional<std::vector<Pair>> pairs(Time now) const;

  std::deque<Time> flashes_, beeps_;
  Time told_{};  ///< up to here
};

}  // namespace vqa
