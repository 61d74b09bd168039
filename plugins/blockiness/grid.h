// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "blockiness/spectrum.h"

namespace vqa {

/// Lines at even distances.
struct Comb {
  double period = 0;   ///< in samples; 0: there is none
  double first = 0;    ///< where the first of them is
  double step = 0;     ///< what they have on top of what is between them
  double clarity = 0;  ///< in standard deviations of what noise would make of it
};

/// The grid of blocks in a picture.
struct Grid {
  Comb across, down;
  double clarity = 0;  ///< of both together, less what is taken off sizes that are unlikely
};

/// Looks for it: any size from 4 to 26 samples, also between whole numbers, for the picture may
/// have been scaled since it was coded.
class GridFinder {
 public:
  GridFinder();
  /// In numbers along a row and along a column, as of a profile; the latter may be none. Where
  /// nothing is as clear as `least`, it is the grid of a picture that was not scaled.
  Grid find(std::span<const float> across, std::span<const float> down, double least);

 private:
  static constexpr std::size_t kMostHarmonics = 8;

  /// What a line has at a frequency, in turns per sample, and at the multiples of it.
  struct Harmonics {
    std::array<float, kMostHarmonics> real, imaginary;
    std::size_t count;
    double bound;  ///< at no phase they have more clarity
  };
  /// Where the lines are, as a share of the period, and how clear.
  struct Phase {
    double share, clarity;
  };

  Harmonics harmonics(int line, double frequency) const;
  Phase best_phase(const Harmonics& harmonics) const;
  static double clarity(const Harmonics& harmonics, double share);
  /// A comb of that frequency.
  struct Found {
    double frequency;
    Phase phase;
  };
  Found refined(int line, Found near) const;
  Comb comb(int line, const Found& found) const;
  Grid unscaled() const;

  /// Cosines and sines for each harmonic of so many, and each phase that is tried with these.
  struct Turns {
    std::vector<float> cosines, sines;
  };
  std::array<Turns, kMostHarmonics + 1> turns_;
  Spectra spectra_;
  std::array<std::size_t, 2> lengths_{};
};

}  // namespace vqa
