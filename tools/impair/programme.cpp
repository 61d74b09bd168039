// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/programme.h"

#include <cmath>
#include <numbers>

namespace vqa::impair {

void Tone::add(std::size_t samples, Sound& into) {
  constexpr double kLevel = 0.2 * 32767, kFrequency = 440;
  for (std::size_t i = 0; i < samples; ++i, ++position_) {
    // The phase starts anew every second, so that it stays exact.
    const double time = static_cast<double>(position_ % kSoundRate) / kSoundRate;
    const double value = kLevel * std::sin(2 * std::numbers::pi * kFrequency * time);
    into.insert(into.end(), kSoundChannels, static_cast<std::int16_t>(std::lround(value)));
  }
}

}  // namespace vqa::impair
