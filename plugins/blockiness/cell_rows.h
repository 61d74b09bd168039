// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "blockiness/steps.h"

namespace vqa {

/// The inner loops of CellReader: four sampled rows at a time, so that what is summed up stays in
/// registers. Rows that are ours, and results, have a margin on both sides that may be read and
/// written, so that there are whole vectors only.
constexpr std::size_t kRowMargin = 64;
using FourRows = const std::uint8_t* const[4];
using FourOwnRows = std::uint8_t* const[4];

/// Sums over eight samples and eight rows, in one number each: four of 16 bits.
struct Shades {
  static constexpr int kMean = 0, kMoved = 16, kAcross = 32, kDown = 48;  ///< the lowest bits
};

/// Takes over rows of a picture: `kept` are the same rows of the picture before, and then of this
/// one. `changes` are half of the differences, 128 where there is none; the sums of the absolute
/// ones are added to `shades`.
void take_rows(FourRows& rows, FourOwnRows& kept, FourOwnRows& changes, std::size_t width,
               std::uint64_t* shades);

/// The sums of the steps along rows of our own: steps[x] is that between samples x-1 and x. The
/// `next` rows are going to be read soon, from memory that is slow: it may begin to fetch them.
void sum_steps(FourRows& rows, FourRows& next, std::size_t width, StepLimits limits,
               std::uint8_t* steps);
/// The same, and adds to `shades`: the samples, and the absolute differences to their neighbours
/// to the right, in each second row, and below, where the four are two pairs.
void sum_steps_and_shades(FourRows& rows, FourRows& next, std::size_t width, StepLimits limits,
                          std::uint8_t* steps, std::uint64_t* shades);

}  // namespace vqa
