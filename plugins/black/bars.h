// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <vector>

#include "core/masked_grid.h"

namespace vqa {

/// A picture as block maps, each in steps of 0..255.
struct ColourMaps {
  BlockValues luma, cb, cr;
};

/// Finds colour bars by what all of them share (EBU, SMPTE, ARIB; 75 % and 100 %): six upright bars
/// next to each other, from yellow to blue, each darker than the one before. What is below them,
/// beside them, or laid over a small part of them does not matter.
class BarFinder {
 public:
  /// A quick look at luma alone: is each row of blocks like the one below?
  static bool may_be(const BlockValues& luma, const MaskedGrid& blocks);
  bool look(const ColourMaps& maps, const MaskedGrid& blocks);

 private:
  struct Bar {
    int width = 0;  ///< in blocks
    float luma = 0, cb = 0, cr = 0;
  };
  bool find_columns(const ColourMaps& maps, const MaskedGrid& blocks);
  void find_bars();

  std::vector<Bar> columns_, bars_;
  std::vector<float> sorted_;
};

}  // namespace vqa
