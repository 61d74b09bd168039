// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "core/block_map.h"
#include "core/mask.h"

namespace vqa {

/// The blocks of the picture that is on, and which of them a mask leaves out.
class MaskedGrid {
 public:
  void set_mask(const Mask& mask);
  /// Says whether these are other blocks than before.
  bool fit(const BlockGrid& grid);

  const BlockGrid& grid() const { return grid_; }
  const BlockFlags& masked() const { return masked_; }
  std::size_t seen() const { return seen_; }  ///< how many are not masked

 private:
  void apply();

  Mask mask_;
  BlockGrid grid_;
  BlockFlags masked_;
  std::size_t seen_ = 0;
};

}  // namespace vqa
