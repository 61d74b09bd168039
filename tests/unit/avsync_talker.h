// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

#include "avsync/face_note.h"
#include "avsync/speech_sounds.h"
#include "unit/avsync_programme.h"

namespace vqa::test {

/// Somebody who talks without end, the same for each seed: how far the mouth is open, and how loud
/// that is. Two of them have nothing to do with each other.
class Talker {
 public:
  explicit Talker(unsigned seed) : seed_(seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> share(0, 1);
    for (Wave& wave : waves_)
      wave = {.frequency = 1.5 + 4.5 * share(random), .phase = 6.28 * share(random)};
  }

  double opened(double time) const {
    double sum = 0;
    for (const Wave& wave : waves_)
      sum += std::sin(2 * std::numbers::pi * wave.frequency * time + wave.phase);
    return sum / std::sqrt(kWaves / 2.0);
  }

  /// As a face shows it, more or less: `vague` is the share of what has nothing to do with speech.
  Mouth mouth(double time, double vague) const {
    std::mt19937 random(seed_ + static_cast<unsigned>(std::lround(time * 1000)));
    std::normal_distribution<double> noise(0, vague);
    const double open = opened(time), opening = (opened(time + 0.02) - opened(time - 0.02)) / 0.6;
    return {.dark = static_cast<float>(open + noise(random)),
            .shade = static_cast<float>(open + noise(random)),
            .lip = static_cast<float>(opening + noise(random)),
            .apart = static_cast<float>(opening + noise(random)),
            .moving = static_cast<float>(std::abs(opening) + noise(random))};
  }

  /// Sounds from `from` to `to`, in s, that are late by as many.
  SpeechSounds sounds(double from, double to, double late = 0) const {
    SpeechSounds row{.first = std::lround(from * 100)};
    for (std::int64_t place = row.first; static_cast<double>(place) < to * 100; ++place) {
      const auto power =
          static_cast<float>(std::exp(2 * opened(static_cast<double>(place) / 100 - late)));
      SpeechSound sound{.all = power, .voice = power, .middle = power};
      sound.tones.fill(power / SpeechSound::kTones);
      row.sounds.push_back(sound);
    }
    return row;
  }

 private:
  static constexpr std::size_t kWaves = 12;
  struct Wave {
    double frequency, phase;
  };
  unsigned seed_;
  std::array<Wave, kWaves> waves_{};
};

}  // namespace vqa::test
