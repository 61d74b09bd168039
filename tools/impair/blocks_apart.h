// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "impair/luma_reader.h"

namespace vqa::impair {

/// Which blocks of 16x16 of a picture differ from those of another one, row by row.
struct BlocksApart {
  int columns = 0, rows = 0;
  std::vector<bool> damaged;
  double share = 0;  ///< of damaged ones
};

/// Damaged is a block whose luma differs by more than 12 steps on average. Pictures that are not of
/// one size differ everywhere.
BlocksApart compare_blocks(const Luma& picture, const Luma& clean);

/// The share of blocks that are damaged and show it: they have edges that the clean picture has not
/// within a few pixels, or have lost its edges, or are brighter or darker than all around there. A
/// block that was concealed well is damaged, and nobody sees that.
double visible_share(const BlocksApart& blocks, const Luma& picture, const Luma& clean);

}  // namespace vqa::impair
