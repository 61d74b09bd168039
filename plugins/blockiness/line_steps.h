// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace vqa {

/// The inner loop of ProfileReader. Of each step of a line, how many times the change around it it
/// has: the mean change up to four places away, but not next to it, for a border that was scaled is
/// a ramp of two or three steps; and one level of change that is always there. No more than eight
/// counts, and nothing beyond 48 levels, for no coder leaves that, but drawn lines are that.
///
/// `line` is of sums of four samples. sums[x] grows by the step between x-1 and x, and count[x] by
/// one where anything changes around it, for x from five to size-5.
void add_line_steps(const std::uint16_t* line, std::size_t size, float* sums, float* count);

}  // namespace vqa
