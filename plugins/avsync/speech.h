// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "avsync/evidence.h"
#include "avsync/face_note.h"
#include "avsync/lip_curve.h"
#include "avsync/lip_verdict.h"
#include "avsync/speech_sounds.h"

namespace vqa {

/// Holds the mouth of whoever is seen against the speech that is heard.
class Speech {
 public:
  void see(Time time, const FaceNote& note);
  void hear(const SpeechSounds& row);

  struct Answer {
    Estimate estimate;
    std::uint32_t track = 0, speaker = 0;  ///< who was seen last
  };
  /// What can be said of what was before `now`; once for each window.
  std::optional<Answer> look(Time now);
  /// Why nothing can be.
  const char* reason(Time now) const;
  void reset();

 private:
  bool next_window(Time now);
  void compare(std::size_t first, std::uint32_t track);

  std::deque<SeenMouth> mouths_;
  SpeechTrack sounds_;
  std::vector<LipWindow> windows_;
  Time next_{};                   ///< where the next window begins, or later
  std::optional<Time> followed_;  ///< a face, the last time
  FaceState state_ = FaceState::off;
  LipDoubt doubt_ = LipDoubt::too_short;
  bool silent_ = false;
};

}  // namespace vqa
