// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <span>
#include <vector>

namespace vqa {

/// How far the sound of one channel reaches, between its samples as well: at four times as many of
/// them, as ITU-R BS.1770 (annex 2) has it. (libebur128 does that too, but takes longer for it than
/// all else here together.)
class TruePeak {
 public:
  void take(std::span<const float> samples, int rate);
  /// Full scale is 1.
  float value() const { return value_; }

 private:
  std::vector<float> joined_;  ///< the last samples of before, and those that came
  float value_ = 0;
};

}  // namespace vqa
