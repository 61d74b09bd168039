// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/time.h"

namespace vqa {

/// Finds moments at which sound sets in, to the sample.
class Beeps {
 public:
  /// Samples of one channel, full scale = 1, and the time of the first of them. Appends the moments
  /// at which something set in; each is known about a tenth of a second later.
  void take(std::span<const float> samples, Time time, int rate, std::vector<Time>& onsets);
  void reset() { *this = {}; }

 private:
  void level(Time time, std::vector<Time>& onsets);
  Time onset() const;

  int rate_ = 0;
  std::size_t per_level_ = 1;  ///< samples in a millisecond
  std::vector<float> now_;     ///< those of the current one, as absolute values
  std::vector<float> before_;  ///< of the one before
  std::vector<float> levels_;  ///< of the last seconds, in turn
  std::size_t levels_taken_ = 0;
  float usual_ = 0;

  std::size_t quiet_ = 0;  ///< for so many levels
  bool on_ = false;
  std::vector<float> event_;  ///< absolute values since just before it set in
  Time event_time_{};         ///< of the first of them
};

}  // namespace vqa
