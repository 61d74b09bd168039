// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/time.h"

namespace vqa {

/// Tells time by counting samples. Stamps only correct it: those of many streams are rounded to
/// milliseconds or jitter, and what is heard does not.
class SampleClock {
 public:
  /// A buffer with this stamp comes. Returns how far it lies from where the one before ended: zero
  /// for all that is no more than jitter.
  Time align(Time stamp);
  void count(std::int64_t frames) { frames_ += frames; }
  Time now() const;
  void restart(int rate);

 private:
  int rate_ = 1;
  std::optional<Time> base_;
  std::int64_t frames_ = 0;  ///< since then
};

}  // namespace vqa
