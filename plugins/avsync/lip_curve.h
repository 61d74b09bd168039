// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "avsync/face_note.h"
#include "avsync/speech_sounds.h"
#include "core/time.h"

namespace vqa {

/// A mouth in one picture.
struct SeenMouth {
  Time time{};
  std::uint32_t track = 0, speaker = 0;
  Mouth mouth;
};

/// How well the movements of a mouth go with the sound, for each offset that the sound may have.
struct LipCurve {
  static constexpr Time kStep = 20ms, kReach = 1s;
  static constexpr std::size_t kOffsets = 2 * (kReach / kStep) + 1;
  std::array<double, kOffsets> likeness{};

  static double offset_at(double place) { return (place - (kOffsets - 1) / 2.0) * 20; }  ///< ms
};

inline constexpr Time kLipWindow = 5s;
/// Of sound, before and after a window: less, and there is no answer.
inline constexpr Time kSoundAround = 1200ms;
/// More than this is not asked for. (The filters take it to settle.)
inline constexpr Time kSoundSettles = 1s;

/// The sound that is known, from place `first` on.
struct SpeechTrack {
  std::int64_t first = 0;
  std::deque<SpeechSound> sounds{};
  std::int64_t end() const { return first + static_cast<std::int64_t>(sounds.size()); }
};

/// That of the window from `from` on. The mouths are of one track, in order, and may begin before
/// it and go on after it. Nothing if the sound does not reach, or if there is no speech in it.
std::optional<LipCurve> compare_lips(const std::vector<SeenMouth>& mouths, const SpeechTrack& track,
                                     Time from);

}  // namespace vqa
