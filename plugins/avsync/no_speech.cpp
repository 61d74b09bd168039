// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/face_look.h"
#include "avsync/speech_sounds.h"

// Instead of what needs OpenCV: says so, and looks at nothing.

namespace vqa {

struct FaceTrack::State {};
FaceTrack::~FaceTrack() = default;

FaceSearch::Prepare FaceLook::haar() { return {}; }
void FaceLook::reset() {}
FaceNote FaceLook::take(const VideoFrame&, const PictureCells&) {
  return {.state = FaceState::not_built};
}

struct SpeechEar::Bands {};
SpeechEar::SpeechEar() = default;
SpeechEar::~SpeechEar() = default;
void SpeechEar::take(std::span<const float>, Time, int, std::vector<SpeechSounds>&) {}

}  // namespace vqa
