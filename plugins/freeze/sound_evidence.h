// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string_view>

#include "core/sound_log.h"

namespace vqa {

/// What the sound did around the moment in which the picture came to rest.
enum class SoundSays : std::uint8_t {
  unknown,      ///< nobody listens, or not that far yet, or it was neither loud nor silent
  goes_on,      ///< as if nothing had happened
  stopped_too,  ///< in that very moment: the source is gone
  silent,       ///< as it was before
};

/// For people: "goes on".
std::string_view to_string(SoundSays says);

SoundSays weigh_sound(const SoundLog& log, Time onset);

/// How sure one is of a freeze that the picture alone is so sure of. A slide show has sound as
/// well, and a slate may come with silence: so sound never makes a freeze of what is none, or the
/// reverse, and only moves the confidence, by no more than half of what was missing.
double sure_of_freeze(double by_picture, SoundSays sound);
/// The same of a picture that is meant to stand.
double sure_of_still(double by_picture, SoundSays sound);

}  // namespace vqa
