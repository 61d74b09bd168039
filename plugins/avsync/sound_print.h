// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/time.h"

namespace vqa {

/// What of the sound is compared with that of another tap: each 4 ms, how much louder it gets in
/// each of four bands, whatever its gain.
struct SoundPrint {
  static constexpr std::size_t kBands = 4;
  static constexpr int kMost = 7;
  std::array<std::int8_t, kBands> rise{};  ///< -kMost .. kMost
};

inline constexpr Time kHop = 4ms;

/// Prints in a row. Their places are whole numbers of hops in running time.
struct SoundPrints {
  std::int64_t first = 0;
  std::vector<SoundPrint> prints{};
};

/// Makes prints of sound.
class SoundPrinter {
 public:
  /// Appends the prints that are complete, in as many rows as there are without a gap.
  void take(std::span<const float> samples, Time time, int rate, std::vector<SoundPrints>& out);
  void reset() { rate_ = 0; }

 private:
  // One band: two sections of a filter, and the power of what passes.
  struct Section {
    /// Keeps silence out of denormal numbers, which take long.
    static constexpr float kStir = 1e-15F;
    float b0 = 0, b2 = 0, a1 = 0, a2 = 0;
    float x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    float run(float x) {
      const float y = b0 * x + b2 * x2 - a1 * y1 - a2 * y2 + kStir;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      return y;
    }
  };
  struct Band {
    std::array<Section, 2> sections;
    std::vector<float> powers;    ///< of the last samples, in turn
    float loudest = 0;            ///< of late
    std::array<float, 3> last{};  ///< the last levels
  };
  void start(Time time, int rate);
  void finish_hop(std::vector<SoundPrints>& out);
  std::int64_t place_of(std::int64_t sample) const;

  int rate_ = 0;
  Time base_{};             ///< of sample 0
  std::int64_t taken_ = 0;  ///< samples since then
  std::int64_t hop_ = 0;    ///< the next one
  std::int64_t due_ = 0;    ///< the sample that completes it
  int hops_ = 0;            ///< since the start
  std::array<Band, SoundPrint::kBands> bands_;
  std::vector<float> window_;
};

}  // namespace vqa
