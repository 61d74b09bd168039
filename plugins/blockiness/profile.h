// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/masked_grid.h"
#include "core/view.h"

namespace vqa {

/// How strong the steps between samples are on the average, by their place along a row or along a
/// column. A step is held against the change around it, as by Muijs and Kirenko (2005): in texture
/// it is hardly seen. What a coder leaves at the borders of its blocks comes back at even
/// distances; what the scene has does not.
struct Profile {
  std::vector<float> sums;   ///< of the steps
  std::vector<float> count;  ///< of the places where there was something to see

  void clear(std::size_t size);
};

struct Profiles {
  Profile across;  ///< along rows: the upright borders
  Profile down;    ///< along columns
};

/// Measures a picture by itself, on about 64 rows and 64 columns, each the sum of four neighbours:
/// the border of a block goes on in the next row, noise does not. Nothing is allocated per frame.
class ProfileReader {
 public:
  void set_mask(const Mask& mask) { blocks_.set_mask(mask); }
  /// Adds what is measured, to each profile that is as long as the picture; one that is empty is
  /// not wanted.
  void add(const PlaneView& luma, Profiles& profiles);

 private:
  using Samples = std::vector<std::uint16_t>;

  void prepare(const PlaneView& luma);
  const std::uint8_t* bytes_of(const PlaneView& luma, int y);
  void take_columns(const std::uint8_t* row, int y, std::ptrdiff_t ahead);
  void take_row(const std::uint8_t* row, int y, int in_strip, Profile& out);
  void add_columns(Profile& out) const;
  void add_line(const std::uint16_t* line, int size, int first_block, int next_block, int blocks,
                Profile& out) const;

  MaskedGrid blocks_;
  Samples strip_;            ///< a row of sums of four rows
  Samples columns_;          ///< columns of sums of four columns, one after another
  std::vector<int> places_;  ///< where each of them begins
  Samples samples_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace vqa
