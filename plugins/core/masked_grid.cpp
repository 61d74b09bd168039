// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/masked_grid.h"

#include <algorithm>

namespace vqa {

void MaskedGrid::apply() {
  masked_ = mask_.blocks(grid_);
  seen_ = static_cast<std::size_t>(std::count(masked_.begin(), masked_.end(), 0));
}

void MaskedGrid::set_mask(const Mask& mask) {
  mask_ = mask;
  apply();
}

bool MaskedGrid::fit(const BlockGrid& grid) {
  if (grid == grid_) return false;
  grid_ = grid;
  apply();
  return true;
}

}  // namespace vqa
