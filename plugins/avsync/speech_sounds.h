// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "core/time.h"

namespace vqa {

inline constexpr Time kSpeechHop = 10ms;

/// The power of sound around one moment, in bands that speech is in.
struct SpeechSound {
  static constexpr std::size_t kTones = 24;
  float all = 0;                      ///< 100 .. 7500 Hz
  float voice = 0;                    ///< 300 .. 3400 Hz
  float middle = 0;                   ///< 1 .. 3 kHz
  std::array<float, kTones> tones{};  ///< 80 .. 7600 Hz, as evenly as they are heard (mel)
};

/// Sounds in a row. Their places are whole numbers of hops in running time.
struct SpeechSounds {
  std::int64_t first = 0;
  std::vector<SpeechSound> sounds{};
};

/// Takes sound apart into those.
class SpeechEar {
 public:
  SpeechEar();
  ~SpeechEar();
  /// Appends what is complete, in as many rows as there are without a gap.
  void take(std::span<const float> samples, Time time, int rate, std::vector<SpeechSounds>& out);
  void reset() { rate_ = 0; }

 private:
  struct Bands;
  void start(Time time, int rate);
  std::int64_t sample_at(std::int64_t hop) const;  ///< the first of its window

  int rate_ = 0;
  Time base_{};             ///< of sample 0
  std::int64_t first_ = 0;  ///< sample that is kept
  std::int64_t hop_ = 0;    ///< the next one
  std::vector<float> kept_;
  std::unique_ptr<Bands> bands_;
};

}  // namespace vqa
