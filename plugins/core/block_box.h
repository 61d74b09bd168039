// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>

#include "core/block_map.h"

namespace vqa {

/// Blocks from the first to the last column and row; none if the last ones lie before the first.
struct BlockBox {
  int left = 0, top = 0, right = -1, bottom = -1;

  bool empty() const { return right < left; }
  /// Is `other` within this, or no more than one block outside?
  bool about_contains(const BlockBox& other) const {
    return other.empty() || (other.left >= left - 1 && other.right <= right + 1 &&
                             other.top >= top - 1 && other.bottom <= bottom + 1);
  }
};

/// The box around all blocks for whose index `is_meant` says so.
template <class IsMeant>
BlockBox box_around(const BlockGrid& grid, IsMeant is_meant) {
  BlockBox box{grid.cols, grid.rows, -1, -1};
  for (int row = 0; row < grid.rows; ++row) {
    for (int col = 0; col < grid.cols; ++col) {
      if (!is_meant(grid.at(col, row))) continue;
      box.left = std::min(box.left, col);
      box.right = std::max(box.right, col);
      box.top = std::min(box.top, row);
      box.bottom = std::max(box.bottom, row);
    }
  }
  return box;
}

}  // namespace vqa
