// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/view.h"

namespace vqa {

/// A picture cut into blocks of 16x16 pixels. What is left over at the right and at the bottom
/// joins the last block when it is less than half a block, and is a block of its own otherwise:
/// so the last ones measure 8 to 23 pixels, and none is too small for a steady mean.
struct BlockGrid {
  static constexpr int kBlock = 16;

  int width = 0, height = 0;  ///< of the picture
  int cols = 0, rows = 0;     ///< in blocks

  BlockGrid() = default;
  BlockGrid(int width, int height);

  std::size_t size() const {
    return static_cast<std::size_t>(cols) * static_cast<std::size_t>(rows);
  }
  /// Index of a block.
  std::size_t at(int col, int row) const { return static_cast<std::size_t>(row * cols + col); }
  int left(int col) const { return col * kBlock; }
  int top(int row) const { return row * kBlock; }
  int right(int col) const { return col + 1 == cols ? width : (col + 1) * kBlock; }
  int bottom(int row) const { return row + 1 == rows ? height : (row + 1) * kBlock; }

  bool operator==(const BlockGrid&) const = default;
};

/// One number a block, row by row, in luma steps of 0..255 whatever the depth of the picture.
using BlockValues = std::vector<float>;
/// One flag a block.
using BlockFlags = std::vector<std::uint8_t>;

/// Measures block maps in one pass over the luma plane. Keeps its scratch memory, so that nothing
/// is allocated per frame once the size of the picture is known.
class BlockMapper {
 public:
  /// Of every so many rows only, counted from the first of each row of blocks.
  explicit BlockMapper(int every_row = 1) : every_row_(every_row) {}

  /// Mean of each block. Signed changes of it cancel coding noise, which has no mean, and keep
  /// motion, which has.
  void means(const PlaneView& picture, BlockValues& out);

  /// The same, and for each block the mean absolute difference to `previous`, a picture of the
  /// same shape.
  void means_and_change(const PlaneView& picture, const PlaneView& previous, BlockValues& means,
                        BlockValues& change);

  /// The means, and for each block how much its pixels changed since the last time: the mean
  /// absolute difference, of every seventh row only, so that little has to be kept of a picture. 0
  /// where there was no last time, or the pictures differ in their shape.
  void means_and_activity(const PlaneView& picture, BlockValues& means, BlockValues& activity);

  const BlockGrid& grid() const { return grid_; }

 private:
  struct Nothing;
  struct Picture;
  struct KeptRows;

  void prepare(const PlaneView& picture);
  /// `reference` has the rows that those of the picture are held against.
  template <class Reference>
  void measure(const PlaneView& picture, Reference reference, BlockValues& means,
               BlockValues* change);
  template <class Sample, class Reference>
  void measure_samples(const PlaneView& picture, Reference& reference, BlockValues& means,
                       BlockValues* change);

  int every_row_;
  BlockGrid grid_;
  bool plain_ = false;                         ///< words can be read as they are
  double scale_ = 1;                           ///< one luma step of 255, in samples
  std::vector<std::uint64_t> sums_, changes_;  ///< partial sums along a row of blocks
  std::vector<std::uint16_t> row_, previous_row_;

  // Of the last picture whose activity was measured.
  PlaneView kept_;  ///< its shape
  bool kept_plain_ = false;
  std::vector<std::uint16_t> kept_rows_;
};

}  // namespace vqa
