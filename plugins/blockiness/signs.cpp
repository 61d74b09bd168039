// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/signs.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace vqa {
namespace {

constexpr int kYoung = 6;              // pictures until what is usual is known
constexpr float kQuickly = 1.0F / 2;   // of the way to what is seen, until then
constexpr float kSlowly = 1.0F / 12;   // ... and later
constexpr float kMostUp = 4, kMostDown = -8;
constexpr float kFade = 0.85F;         // from picture to picture
constexpr float kFlat = 4;             // so much less texture one way than the other is a smear

float mean_of(const BlockValues& values) {
  return std::accumulate(values.begin(), values.end(), 0.0F) /
         static_cast<float>(std::max<std::size_t>(1, values.size()));
}

// What grew, and what shrank, since the picture before, which is then this one.
void compare(const BlockValues& now, BlockValues& before, bool known, BlockValues& more,
             BlockValues& less) {
  for (std::size_t i = 0; i < now.size(); ++i) {
    const float change = known ? now[i] - before[i] : 0;
    more[i] = std::max(0.0F, change);
    less[i] = std::max(0.0F, -change);
  }
  before = now;
}

}  // namespace

void SignReader::prepare(const BlockGrid& grid, Signs& signs) {
  if (grid == grid_ && seen_ > 0) return;
  grid_ = grid;
  seen_ = 0;
  for (BlockValues* map : {&usual_, &recent_, &fresh_, &mean_, &across_, &down_, &colour_, &scratch_})
    map->assign(grid.size(), 0);
  for (BlockValues& map : signs.cells) map.assign(grid.size(), 0);
}

// Means over windows of so many cells to each side, in running sums; beyond the picture is nothing.
void SignReader::box(const BlockValues& in, int to_side, int up_and_down, BlockValues& out) {
  const int cols = grid_.cols, rows = grid_.rows;
  for (int row = 0; row < rows; ++row) {
    const float* from = in.data() + grid_.at(0, row);
    float* to = scratch_.data() + grid_.at(0, row);
    float sum = std::accumulate(from, from + std::min(to_side, cols), 0.0F);
    for (int col = 0; col < cols; ++col) {
      if (col + to_side < cols) sum += from[col + to_side];
      if (col > to_side) sum -= from[col - to_side - 1];
      to[col] = sum;
    }
  }
  const float scale = 1.0F / static_cast<float>((2 * to_side + 1) * (2 * up_and_down + 1));
  for (int row = 0; row < rows; ++row) {
    const int first = std::max(0, row - up_and_down), last = std::min(rows - 1, row + up_and_down);
    float* to = out.data() + grid_.at(0, row);
    for (int col = 0; col < cols; ++col) {
      float sum = 0;
      for (int r = first; r <= last; ++r) sum += scratch_[grid_.at(col, r)];
      to[col] = std::max(0.0F, sum * scale);
    }
  }
}

void SignReader::steps(const CellMaps& maps, Signs& signs) {
  auto& cells = signs.cells;
  const float pace = seen_ < kYoung ? kQuickly : kSlowly;
  for (std::size_t i = 0; i < grid_.size(); ++i) {
    const float left = maps.picture.left[i], top = maps.picture.top[i];
    const float left_change = maps.change.left[i], top_change = maps.change.top[i];
    const float all = left + top;
    if (seen_ == 0) usual_[i] = all;
    const float fresh = std::max(0.0F, all - usual_[i]);
    usual_[i] += std::clamp(all - usual_[i], kMostDown, kMostUp) * pace;
    cells[Signs::kSteps][i] = all;
    cells[Signs::kChangedSteps][i] = left_change + top_change;
    cells[Signs::kNewSteps][i] = fresh;
    cells[Signs::kBothSteps][i] = std::min(left, top);
    cells[Signs::kBothChanged][i] = std::min(left_change, top_change);
    fresh_[i] = (fresh + left_change + top_change) / 2;
  }
  cells[Signs::kCentre] = maps.picture.centre;
  cells[Signs::kCentreChanged] = maps.change.centre;
  cells[Signs::kBetween] = maps.picture.between;
  cells[Signs::kBetweenChanged] = maps.change.between;
  box(fresh_, 1, 1, cells[Signs::kAround]);
  box(fresh_, 3, 0, cells[Signs::kAlong]);
  // The largest of 3x3, of what was before this picture.
  for (int row = 0; row < grid_.rows; ++row) {
    for (int col = 0; col < grid_.cols; ++col) {
      float most = 0;
      for (int r = std::max(0, row - 1); r <= std::min(grid_.rows - 1, row + 1); ++r)
        for (int c = std::max(0, col - 1); c <= std::min(grid_.cols - 1, col + 1); ++c)
          most = std::max(most, recent_[grid_.at(c, r)]);
      cells[Signs::kRecent][grid_.at(col, row)] = most;
    }
  }
  for (std::size_t i = 0; i < grid_.size(); ++i)
    recent_[i] = std::max(recent_[i] * kFade, fresh_[i]);
  signs.frame[Signs::kAllNew] = mean_of(fresh_);
}

void SignReader::shades(const CellMaps& maps, bool known, Signs& signs) {
  auto& cells = signs.cells;
  cells[Signs::kMoved] = maps.moved;
  box(maps.moved, 2, 2, cells[Signs::kMovedAround]);
  cells[Signs::kAcross] = maps.across;
  cells[Signs::kDown] = maps.down;
  compare(maps.across, across_, known, cells[Signs::kAcrossMore], cells[Signs::kAcrossLess]);
  compare(maps.down, down_, known, cells[Signs::kDownMore], cells[Signs::kDownLess]);
  for (std::size_t i = 0; i < grid_.size(); ++i) {
    cells[Signs::kSmearDown][i] = std::max(0.0F, maps.across[i] - kFlat * maps.down[i]);
    cells[Signs::kSmearAcross][i] = std::max(0.0F, maps.down[i] - kFlat * maps.across[i]);
    cells[Signs::kShade][i] = known ? maps.mean[i] - mean_[i] : 0;  // with its sign, until below
    cells[Signs::kColourChanged][i] = known ? std::abs(maps.colour[i] - colour_[i]) : 0;
  }
  const BlockValues& smear = cells[Signs::kSmearDown];
  for (int row = 0; row < grid_.rows; ++row) {
    const int up = std::max(0, row - 1), below = std::min(grid_.rows - 1, row + 1);
    for (int col = 0; col < grid_.cols; ++col)
      cells[Signs::kSmearDownRun][grid_.at(col, row)] =
          std::min({smear[grid_.at(col, up)], smear[grid_.at(col, row)], smear[grid_.at(col, below)]});
  }
  // A mean of signed changes is not below zero where box() would cut it, so twice: up and down.
  BlockValues& alone = cells[Signs::kShadeAlone];
  BlockValues& shade = cells[Signs::kShade];
  for (std::size_t i = 0; i < grid_.size(); ++i) alone[i] = shade[i] + 256;
  box(alone, 2, 2, mean_);
  for (int row = 0; row < grid_.rows; ++row) {
    const int high = std::min(row, 2) + std::min(grid_.rows - 1 - row, 2) + 1;
    for (int col = 0; col < grid_.cols; ++col) {
      const int wide = std::min(col, 2) + std::min(grid_.cols - 1 - col, 2) + 1;
      const std::size_t i = grid_.at(col, row);
      alone[i] = std::abs(shade[i] - (mean_[i] * 25 / static_cast<float>(high * wide) - 256));
      shade[i] = std::abs(shade[i]);
    }
  }
  mean_ = maps.mean;
  colour_ = maps.colour;
  cells[Signs::kColour] = maps.colour;
}

void SignReader::read(const BlockGrid& grid, const CellMaps& maps, bool known, Signs& signs) {
  prepare(grid, signs);
  steps(maps, signs);
  shades(maps, known && seen_ > 0, signs);
  signs.frame[Signs::kAllSteps] = mean_of(signs.cells[Signs::kSteps]);
  signs.frame[Signs::kAllChanged] = mean_of(signs.cells[Signs::kChangedSteps]);
  signs.frame[Signs::kAllMoved] = mean_of(maps.moved);
  signs.frame[Signs::kAllBetween] = mean_of(maps.picture.between);
  seen_ = std::min(seen_ + 1, kYoung);
}

}  // namespace vqa
