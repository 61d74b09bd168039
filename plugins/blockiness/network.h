// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "blockiness/signs.h"
#include "blockiness/weights.h"
#include "core/block_map.h"

namespace vqa {

/// How much each cell looks damaged, as a network says it: above 0 it rather is (a logit).
void suspect_cells(const Signs& signs, const CellWeights& weights, BlockValues& out);

}  // namespace vqa
