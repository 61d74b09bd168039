// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "core/block_map.h"
#include "core/statistics.h"

// Loops over all blocks that run for every frame, written so that compilers make vector code of
// them: no branches, and sums that do not wait for each other.
namespace vqa {

/// How much each block changed; 0 for those whose flag in `left_out` is set.
void measure_changes(const BlockValues& now, const BlockValues& then, const BlockFlags& left_out,
                     BlockValues& out);

TwoLargest<float> two_largest(const BlockValues& changes);

/// The sum of the changes, each counted up to `most`.
float sum_up_to(float most, const BlockValues& changes);

std::size_t count_from(float least, const BlockValues& changes);

/// How many flags are set.
std::size_t count_set(const BlockFlags& flags);

}  // namespace vqa
