// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "core/block_box.h"
#include "core/block_map.h"

namespace vqa {

/// The one shade that most of a picture has.
struct Shade {
  double level = 0;       ///< luma
  double share = 0;       ///< of the picture that has it
  bool even = false;      ///< is it one shade, or many that are close?
  BlockBox others;        ///< around all blocks that have another one
  bool in_corner = true;  ///< are these in a corner, as a logo, if there are any?

  /// Is there nothing else to see, but for a logo?
  bool empty() const { return even && in_corner; }
};

/// Of the blocks that are not masked.
Shade shade_of(const BlockValues& map, const BlockGrid& grid, const BlockFlags& masked);

}  // namespace vqa
