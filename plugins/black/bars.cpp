// SPDX-License-Identifier: LGPL-2.1-or-later
#include "black/bars.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr double kHeight = 0.55;      // of the picture, from the top: so high are bars at least
constexpr double kUndisturbed = 0.9;  // of the blocks there
constexpr double kAtFirstSight = 0.8;
constexpr float kSame = 6;        // steps of luma or chroma
constexpr float kColourful = 16;  // chroma steps from grey

/// On which side of grey the chroma of each bar lies; 0: close to it.
struct Colour {
  int cb, cr;
};
constexpr std::array<Colour, 6> kColours = {{
    {-1, 0},   // yellow
    {0, -1},   // cyan
    {-1, -1},  // green
    {1, 1},    // magenta
    {0, 1},    // red
    {1, 0},    // blue
}};

bool lies(float chroma, int side) {
  return side == 0 || (chroma - 128) * static_cast<float>(side) >= kColourful;
}

int high(const BlockGrid& grid) { return std::max(1, static_cast<int>(kHeight * grid.rows)); }

}  // namespace

bool BarFinder::may_be(const BlockValues& luma, const MaskedGrid& blocks) {
  const BlockFlags& masked = blocks.masked();
  const auto cols = static_cast<std::size_t>(blocks.grid().cols);
  const std::size_t above = cols * static_cast<std::size_t>(std::max(0, high(blocks.grid()) - 1));
  std::uint32_t pairs = 0, same = 0;
  for (std::size_t i = 0; i < above; ++i) {
    const std::uint32_t counts = 1 - (masked[i] | masked[i + cols]);
    pairs += counts;
    same += std::abs(luma[i] - luma[i + cols]) <= kSame ? counts : 0;
  }
  return same >= kAtFirstSight * pairs;
}

/// The usual shade of each column. False if too many blocks have another one.
bool BarFinder::find_columns(const ColourMaps& maps, const MaskedGrid& blocks) {
  const BlockGrid& grid = blocks.grid();
  const int rows = high(grid);
  const auto is_masked = [&](int col, int row) { return blocks.masked()[grid.at(col, row)] != 0; };
  const auto usual = [&](const BlockValues& map, int col) {
    sorted_.clear();
    for (int row = 0; row < rows; ++row)
      if (!is_masked(col, row)) sorted_.push_back(map[grid.at(col, row)]);
    return sorted_.empty() ? -1 : quantile(sorted_, 0.5);
  };
  columns_.clear();
  int seen = 0, same = 0;
  for (int col = 0; col < grid.cols; ++col) {
    const Bar column{1, usual(maps.luma, col), usual(maps.cb, col), usual(maps.cr, col)};
    if (column.luma < 0) continue;
    columns_.push_back(column);
    for (int row = 0; row < rows; ++row) {
      if (is_masked(col, row)) continue;
      ++seen;
      if (std::abs(maps.luma[grid.at(col, row)] - column.luma) <= kSame) ++same;
    }
  }
  return seen > 0 && same >= kUndisturbed * seen;
}

/// Joins equal columns. One alone is where two bars meet inside a block.
void BarFinder::find_bars() {
  bars_.clear();
  for (const Bar& column : columns_) {
    if (!bars_.empty() && std::abs(bars_.back().luma - column.luma) <= kSame &&
        std::abs(bars_.back().cb - column.cb) <= kSame &&
        std::abs(bars_.back().cr - column.cr) <= kSame)
      ++bars_.back().width;
    else
      bars_.push_back(column);
  }
  std::erase_if(bars_, [](const Bar& bar) { return bar.width < 2; });
}

bool BarFinder::look(const ColourMaps& maps, const MaskedGrid& blocks) {
  if (!find_columns(maps, blocks)) return false;
  find_bars();
  for (std::size_t first = 0; first + kColours.size() <= bars_.size(); ++first) {
    bool found = true;
    for (std::size_t i = 0; i < kColours.size() && found; ++i) {
      const Bar& bar = bars_[first + i];
      found = lies(bar.cb, kColours[i].cb) && lies(bar.cr, kColours[i].cr) &&
              (i == 0 || bar.luma < bars_[first + i - 1].luma);
    }
    if (found) return true;
  }
  return false;
}

}  // namespace vqa
