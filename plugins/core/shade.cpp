// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/shade.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vqa {
namespace {

constexpr int kSame = 4;               // luma steps
constexpr double kMost = 0.9;          // of the picture
constexpr double kMostOfCorner = 0.1;  // of the picture
constexpr double kFlat = 1.5;          // standard deviation, luma steps: nothing to see
constexpr double kDarkLevel = 20;      // below, more of it cannot be seen either
constexpr double kFlatInTheDark = 2;

bool lies_in_corner(const BlockBox& box, const BlockGrid& grid) {
  if (box.empty()) return true;
  const bool on_one_side = box.right < (grid.cols + 1) / 2 || box.left >= grid.cols / 2;
  const bool at_one_end = box.bottom < (grid.rows + 1) / 2 || box.top >= grid.rows / 2;
  const double area = (box.right - box.left + 1.0) * (box.bottom - box.top + 1.0);
  return on_one_side && at_one_end && area <= kMostOfCorner * static_cast<double>(grid.size());
}

}  // namespace

Shade shade_of(const BlockValues& map, const BlockGrid& grid, const BlockFlags& masked) {
  std::array<std::uint32_t, 256> histogram{};
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::uint32_t counts = masked[i] == 0 ? 1 : 0;
    histogram[static_cast<std::size_t>(map[i])] += counts;
    seen += counts;
  }
  if (seen == 0) return {};
  int level = 0;
  for (std::uint32_t below = histogram[0]; 2 * below < seen; ++level)
    below += histogram[static_cast<std::size_t>(level) + 1];

  double same = 0, sum = 0, squares = 0;
  for (int luma = std::max(0, level - kSame); luma <= std::min(255, level + kSame); ++luma)
    same += histogram[static_cast<std::size_t>(luma)];
  Shade shade;
  shade.level = level;
  shade.share = same / seen;
  if (shade.share < kMost) return shade;

  for (std::size_t i = 0; i < map.size(); ++i) {
    const double apart = static_cast<double>(map[i]) - level;
    if (masked[i] != 0 || apart < -kSame || apart >= kSame + 1) continue;
    sum += apart;
    squares += apart * apart;
  }
  const double mean = sum / same;
  shade.level += mean;
  const double spread = std::sqrt(std::max(0.0, squares / same - mean * mean));
  shade.even = spread < (shade.level <= kDarkLevel ? kFlatInTheDark : kFlat);
  shade.others = box_around(grid, [&](std::size_t i) {
    return masked[i] == 0 && std::abs(static_cast<int>(map[i]) - level) > kSame;
  });
  shade.in_corner = lies_in_corner(shade.others, grid);
  return shade;
}

}  // namespace vqa
