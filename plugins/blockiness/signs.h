// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "blockiness/cells.h"
#include "core/block_map.h"

namespace vqa {

/// Signs of damage: what is known of each cell, of its surroundings, and of what it was before.
/// None is below zero. The order is that of the weights (blockiness/weights.h).
struct Signs {
  enum Cell : std::size_t {
    kSteps,          ///< on the borders of the cell
    kChangedSteps,   ///< in what changed
    kNewSteps,       ///< above what this cell usually has
    kBothSteps,      ///< on both borders
    kBothChanged,    ///< likewise in what changed
    kAround,         ///< new and changed, of 3x3 cells
    kAlong,          ///< ... of seven in a row, for slices are rows
    kCentre,         ///< where smaller blocks meet
    kCentreChanged,  ///< likewise in what changed
    kBetween,        ///< steps of the scene
    kBetweenChanged,
    kMoved,
    kMovedAround,  ///< of 5x5 cells
    kAcross,       ///< texture along rows
    kDown,         ///< ... and along columns
    kAcrossMore,   ///< than in the picture before
    kAcrossLess,
    kDownMore,
    kDownLess,
    kSmearDown,     ///< rows repeat each other, which have texture
    kSmearDownRun,  ///< in three cells on top of each other
    kSmearAcross,   ///< columns repeat each other
    kShade,         ///< change of the mean
    kShadeAlone,    ///< ... above that of the surroundings
    kRecent,        ///< the largest of 3x3 cells lately
    kColour,        ///< how far from grey
    kColourChanged,
    kCellSigns
  };
  /// Means of the picture.
  enum Frame : std::size_t { kAllSteps, kAllChanged, kAllNew, kAllMoved, kAllBetween, kFrameSigns };

  std::array<BlockValues, kCellSigns> cells;
  std::array<float, kFrameSigns> frame{};
};

constexpr std::size_t kWindowMargin = 3;  ///< the widest window has so many cells to each side

/// What is remembered of the pictures before, and scratch memory.
struct SignHistory {
  int seen = 0;                            ///< pictures, up to a few
  BlockValues usual;                       ///< steps that each cell usually has
  BlockValues recent;                      ///< new and changed steps, fading
  BlockValues mean, across, down, colour;  ///< of the picture before
  BlockValues fresh;                       ///< the mean of new and changed steps
  BlockValues shade;                       ///< change of the mean, with its sign
  BlockValues inside;                      ///< 1 / cells of five in a row that there are
  BlockValues window;                      ///< a row of cells, with a margin on both sides
};

/// Derives them from picture after picture.
class SignReader {
 public:
  /// `known`: the maps have a change.
  void read(const BlockGrid& grid, const CellMaps& maps, bool known, Signs& signs);
  void forget() { history_.seen = 0; }

 private:
  void prepare(const BlockGrid& grid, Signs& signs);

  BlockGrid grid_;
  SignHistory history_;
};

}  // namespace vqa
