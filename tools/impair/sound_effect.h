// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "impair/defect.h"

namespace vqa::impair {

/// What both channels say at one moment, full scale being 1.
using Moment = std::array<double, 2>;

/// What a defect makes of the sound.
class SoundEffect {
 public:
  virtual ~SoundEffect() = default;
  /// What is heard instead of `now`, so many samples after the beginning of a place.
  virtual Moment apply(const Moment& now, std::int64_t since) = 0;
  /// Hears what is left alone.
  virtual void pass(const Moment&) {}
};

/// Which channels are hit: both, if the defect does not say.
std::array<bool, 2> channels_of(const Defect& defect);

std::unique_ptr<SoundEffect> sound_effect(const Defect& defect, std::uint64_t seed);

}  // namespace vqa::impair
