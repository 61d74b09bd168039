// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace vqa {

/// A step is what a border between two samples has on top of the change on either side of it. The
/// seam of two blocks that do not belong together is a step; an edge of the scene, which no lens
/// makes as sharp, is little of one. The widest vectors that the CPU has are picked at run time.
struct StepLimits {
  std::uint8_t least;  ///< only what a step has above this counts
  std::uint8_t most;   ///< and no more than this
};

/// Of a border, by the absolute differences before it, across it and after it.
inline int step_of(int before, int border, int after, StepLimits limits) {
  return std::clamp<int>(border - std::max(before, after) - limits.least, 0, limits.most);
}

/// The steps across four rows that follow each other: steps[x] is that between the second and the
/// third of them.
void steps_across(const std::uint8_t* const (&rows)[4], std::size_t width, StepLimits limits,
                  std::uint8_t* steps);

/// Of each 16 sums of steps, the lesser of the upper and the lower half of a border, twice: at the
/// first place, in the middle, and the mean where no coder has a border, which is at no multiple of
/// four.
struct Borders {
  float first, middle, between;
};
void find_borders(const std::uint8_t* upper, const std::uint8_t* lower, std::size_t cells,
                  Borders* out);

/// Of each 16 steps, the lesser sum of the left and the right eight.
void find_lesser_halves(const std::uint8_t* steps, std::size_t cells, float* out);

}  // namespace vqa
