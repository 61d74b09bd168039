// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "impair/picture.h"

namespace vqa::impair {

/// A row of numbers that look random, and are the same ones for the same seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// From 0 up to, but not including, 1.
  double share() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

/// The noise of an analogue picture: Gaussian, anew in each picture.
class Noise {
 public:
  /// `sigma` in luma steps; 0 is none.
  Noise(double sigma, std::uint64_t seed);
  void add(Picture& picture);

 private:
  Random random_;
  std::vector<std::int8_t> steps_;  ///< 65536 of them; looking one up is fast
};

}  // namespace vqa::impair
