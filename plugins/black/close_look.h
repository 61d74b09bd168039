// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/masked_grid.h"
#include "core/view.h"

namespace vqa {

/// Looks closer at a picture that may be all of one shade: at one row of each row of blocks. Keeps
/// its scratch memory.
class CloseLook {
 public:
  /// Mean of a chroma plane in each block of the luma; 128, no colour, if there is no such plane.
  void chroma(const PlaneView& plane, const BlockGrid& grid, BlockValues& out);
  /// Mean difference from pixel to pixel, of the middle one of the blocks that are not masked: a
  /// logo in a corner does not count. Snow has a lot of it, and a mean that is everywhere the same.
  double roughness(const PlaneView& luma, const MaskedGrid& blocks);

 private:
  void read_row(const PlaneView& plane, const BlockGrid& grid, int row);

  std::vector<std::uint16_t> samples_;
  std::vector<float> rough_;
};

}  // namespace vqa
