// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace vqa {

// The inner loops that most of the time goes into. The widest vectors that the CPU has are picked
// at run time.

/// Sums of the products of samples that are 0, 1, 2, ... apart, among the first `count` of
/// `samples` and those behind them: there must be kLags - 1 more of those.
constexpr std::size_t kLags = 16;
std::array<float, kLags> correlate(const float* samples, std::size_t count);

/// How much of the energy of two pieces of sound is not the same in both.
struct Likeness {
  float different = 0;  ///< of their difference
  float all = 0;        ///< of the two together
};
Likeness compare(const float* one, const float* other, std::size_t count);

/// The largest of `count` values, whatever their sign, each made of samples by a filter: the first
/// one of the first kTaps samples, and so on. There must be kTaps - 1 more samples than values.
constexpr std::size_t kTaps = 16;
float largest_filtered(const float* samples, std::size_t count,
                       const std::array<float, kTaps>& filter);

}  // namespace vqa
