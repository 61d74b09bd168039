// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

#include "avsync/match.h"
#include "unit/avsync_programme.h"

namespace vqa::test {

/// A programme without end, the same for each seed: what is seen of it at any time, by cells, and
/// what is heard.
class EndlessScene {
 public:
  explicit EndlessScene(unsigned seed) : seed_(seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> share(0, 1);
    for (auto& wave : waves_)
      wave = {.across = 6 * share(random) - 3,
              .down = 6 * share(random) - 3,
              .frequency = 0.2 + 1.3 * share(random),
              .phase = 6.28 * share(random)};
  }

  /// `share`: only the middle of it is shown.
  PictureCells cells(double time, double share = 1) const {
    PictureCells cells;
    for (int row = 0; row < PictureCells::kRows; ++row) {
      for (int col = 0; col < PictureCells::kCols; ++col) {
        const double x = 0.5 + share * ((col + 0.5) / PictureCells::kCols - 0.5);
        const double y = 0.5 + share * ((row + 0.5) / PictureCells::kRows - 0.5);
        double value = 120;
        for (const Wave& wave : waves_)
          value += 17 * std::sin(2 * std::numbers::pi *
                                     (wave.across * x + wave.down * y + wave.frequency * time) +
                                 wave.phase);
        cells.mean[static_cast<std::size_t>(row) * PictureCells::kCols +
                   static_cast<std::size_t>(col)] = static_cast<float>(value);
      }
    }
    return cells;
  }

  /// Noise that is louder and fainter in turn, without a rhythm.
  std::vector<float> sound(double seconds, int rate) const {
    std::mt19937 random(seed_ + 1);
    std::normal_distribution<float> noise(0, 0.1F);
    std::uniform_real_distribution<double> length(0.03, 0.3);
    std::vector<float> samples;
    const auto count = static_cast<std::size_t>(seconds * rate);
    while (samples.size() < count) {
      const auto burst = static_cast<std::size_t>(length(random) * rate);
      const float loudness = std::exp(noise(random) * 20);
      for (std::size_t i = 0; i < burst; ++i) samples.push_back(loudness * noise(random));
    }
    samples.resize(count);
    return samples;
  }

 private:
  struct Wave {
    double across, down, frequency, phase;
  };
  unsigned seed_;
  std::array<Wave, 4> waves_;
};

/// Prints of samples whose first has this time.
inline std::vector<SoundPrints> prints_of(const std::vector<float>& samples, int rate,
                                          double start) {
  SoundPrinter printer;
  std::vector<SoundPrints> rows;
  printer.take(samples, at_seconds(start), rate, rows);
  return rows;
}

}  // namespace vqa::test
