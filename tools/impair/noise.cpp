// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vqa::impair {

// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBU;
  return mixed ^ mixed >> 31;
}

Noise::Noise(double sigma, std::uint64_t seed) : random_(seed) {
  if (sigma <= 0) return;
  steps_.resize(65536);
  for (std::int8_t& step : steps_) {  // Box and Muller's way from even to Gaussian
    const double radius = std::sqrt(-2 * std::log(1 - random_.share()));
    const double value = sigma * radius * std::cos(2 * std::numbers::pi * random_.share());
    step = static_cast<std::int8_t>(std::clamp(std::lround(value), -127L, 127L));
  }
}

void Noise::add(Picture& picture) {
  if (steps_.empty()) return;
  const auto pixels =
      static_cast<std::size_t>(picture.width()) * static_cast<std::size_t>(picture.height());
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < pixels; ++i, bits >>= 16) {
    if (i % 4 == 0) bits = random_.next();
    const int luma = picture.data()[i] + steps_[bits & 0xFFFF];
    picture.data()[i] = static_cast<std::uint8_t>(std::clamp(luma, 0, 255));
  }
}

}  // namespace vqa::impair
