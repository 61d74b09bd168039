// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "blockiness/steps.h"
#include "core/block_map.h"
#include "core/view.h"

namespace vqa {

/// What was measured of a picture, one number for each cell of 16x16 samples: the raster that
/// coders have. Steps (steps.h) are sums over eight places of a border; of its two halves the
/// lesser one counts, twice, for the seam of a block is as long as the block.
struct CellMaps {
  /// Of the picture itself, or of what changed in it.
  struct Steps {
    BlockValues left, top;  ///< on these borders, above twice what the scene has between them
    BlockValues centre;     ///< where smaller blocks meet, likewise
    BlockValues between;    ///< where no coder puts a border
  };
  Steps picture, change;
  BlockValues mean;    ///< of luma
  BlockValues moved;   ///< mean absolute difference to the picture before
  BlockValues across;  ///< mean absolute difference of neighbours along a row
  BlockValues down;    ///< ... and along a column
  BlockValues colour;  ///< how far from grey
};

/// Measures them in one pass over half of the rows. Keeps those until the next picture, and its
/// scratch memory: nothing is allocated per frame.
class CellReader {
 public:
  /// False where no change could be measured, for there is no picture before it of its shape.
  bool read(const VideoFrame& frame, CellMaps& maps);
  /// What comes next has nothing to do with what was.
  void forget() { known_ = false; }

  /// The whole cells of the picture.
  const BlockGrid& grid() const { return grid_; }

 private:
  /// The sampled rows of the picture, which are kept until the next one replaces them, or what
  /// changed in them, which is kept for two rows of cells.
  struct Layer {
    StepLimits limits;
    float scale;
    std::vector<std::uint8_t> rows{};
    std::vector<std::uint8_t> steps[2]{};  ///< along rows, of the two halves of a row of cells
  };

  void prepare(const PlaneView& luma, CellMaps& maps);
  const std::uint8_t* bytes_of(const PlaneView& luma, int y, int i);
  void read_half(const PlaneView& luma, int row, int half);
  void find_steps(Layer& layer, int row, CellMaps::Steps& out);
  void find_shades(int row, CellMaps& maps);
  void find_colour(const VideoFrame& frame, BlockValues& out);
  void add_colour(const PlaneView& plane, int row, BlockValues& out);
  std::uint8_t* row_of(std::vector<std::uint8_t>& rows, int i) const;

  BlockGrid grid_;
  PlaneView shape_;
  std::size_t width_ = 0, stride_ = 0;
  bool known_ = false;

  // Luma that moves by two steps is noise; one that is torn by more than 31 is as torn as any.
  Layer picture_{.limits = {.least = 3, .most = 31}, .scale = 1};
  Layer change_{.limits = {.least = 2, .most = 15}, .scale = 2};  ///< which is halved
  std::vector<std::uint8_t> bytes_;                               ///< four rows of deeper pictures
  std::vector<Borders> borders_;
  std::vector<float> across_, between_;
  std::vector<std::uint64_t> shades_;
  std::vector<std::uint16_t> samples_;
};

}  // namespace vqa
