// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "impair/noise.h"
#include "impair/sound_effect.h"

namespace vqa::impair {

/// White noise of some loudness (its mean square is that of the amplitude).
class WhiteNoise {
 public:
  WhiteNoise(double rms, std::uint64_t seed) : scale_(rms * 1.7320508), random_(seed) {}
  double next() { return scale_ > 0 ? scale_ * (2 * random_.share() - 1) : 0; }

 private:
  double scale_;
  Random random_;
};

/// What sounds like a defect, and is none.
std::unique_ptr<SoundEffect> sound_bait(const Defect& defect, std::uint64_t seed);

}  // namespace vqa::impair
