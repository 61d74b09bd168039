// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "blockiness/cells.h"
#include "core/block_map.h"
#include "core/masked_grid.h"

namespace vqa {

/// Cells into which nothing was decoded. Memory that nobody wrote to is all zero, a green that no
/// camera and no screen can show; a prediction from nothing is an even grey in the very middle,
/// which is one if it was not there before.
class VoidFinder {
 public:
  /// Makes those cells as suspect as can be. How much evidence of damage that is by itself: none is
  /// 0.
  float find(const CellMaps& maps, const MaskedGrid& cells, BlockValues& suspicion);
  void forget() { usual_grey_ = -1; }

 private:
  double usual_grey_ = -1;  ///< share of the cells; below zero while it is unknown
};

}  // namespace vqa
