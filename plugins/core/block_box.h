// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <string>

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

/// "x,y,width,height" in pixels, the form of the property `mask`; `row_height` is how many rows of
/// the picture one of the grid stands for.
inline std::string text_of(const BlockBox& box, const BlockGrid& grid, int row_height = 1) {
  const int x = grid.left(box.left), y = grid.top(box.top) * row_height;
  return std::to_string(x) + "," + std::to_string(y) + "," +
         std::to_string(grid.right(box.right) - x) + "," +
         std::to_string(grid.bottom(box.bottom) * row_height - y);
}

}  // namespace vqa
