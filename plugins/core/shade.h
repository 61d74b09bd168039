// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

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

/// The one shade that most of a picture has.
struct Shade {
  double level = 0;       ///< luma
  double share = 0;       ///< of the picture that has it
  bool even = false;      ///< is it one shade, or many that are close?
  BlockBox others;        ///< around all blocks that have another one
  bool in_corner = true;  ///< are these in a corner, as a logo?

  /// Is there nothing else to see, but for a logo?
  bool empty() const { return even && (others.empty() || in_corner); }
};

/// Of the blocks that are not masked.
Shade shade_of(const BlockValues& map, const BlockGrid& grid, const BlockFlags& masked);

}  // namespace vqa
