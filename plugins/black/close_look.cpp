// SPDX-License-Identifier: LGPL-2.1-or-later
#include "black/close_look.h"

#include <algorithm>
#include <cstdlib>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr float kNoColour = 128;

/// Where in a plane a place of the luma is.
std::size_t scaled(int place, int of, int to) {
  return static_cast<std::size_t>(std::int64_t{place} * to / of);
}

}  // namespace

/// The row of the plane that goes through the middle of a row of blocks.
void CloseLook::read_row(const PlaneView& plane, const BlockGrid& grid, int row) {
  samples_.resize(static_cast<std::size_t>(plane.width));
  const int middle = (grid.top(row) + grid.bottom(row)) / 2;
  unpack_row(plane, static_cast<int>(scaled(middle, grid.height, plane.height)), samples_);
}

void CloseLook::chroma(const PlaneView& plane, const BlockGrid& grid, BlockValues& out) {
  out.assign(grid.size(), kNoColour);
  if (plane.data == nullptr) return;
  for (int row = 0; row < grid.rows; ++row) {
    read_row(plane, grid, row);
    for (int col = 0; col < grid.cols; ++col) {
      const std::size_t left = scaled(grid.left(col), grid.width, plane.width);
      const std::size_t right =
          std::max(left + 1, scaled(grid.right(col), grid.width, plane.width));
      std::uint32_t sum = 0;  // and no double: then compilers take many at a time
      for (std::size_t x = left; x < std::min(right, samples_.size()); ++x) sum += samples_[x];
      out[grid.at(col, row)] =
          static_cast<float>(sum / static_cast<double>(right - left) / (1 << (plane.depth - 8)));
    }
  }
}

double CloseLook::roughness(const PlaneView& luma, const MaskedGrid& blocks) {
  const BlockGrid& grid = blocks.grid();
  rough_.clear();
  for (int row = 0; row < grid.rows; ++row) {
    read_row(luma, grid, row);
    for (int col = 0; col < grid.cols; ++col) {
      if (blocks.masked()[grid.at(col, row)] != 0 || grid.right(col) - grid.left(col) < 2) continue;
      std::uint32_t sum = 0;
      const auto left = static_cast<std::size_t>(grid.left(col));
      const auto right = static_cast<std::size_t>(grid.right(col));
      for (std::size_t x = left + 1; x < right; ++x)
        sum += static_cast<std::uint32_t>(std::abs(int{samples_[x]} - int{samples_[x - 1]}));
      rough_.push_back(static_cast<float>(sum / static_cast<double>(right - left - 1) /
                                          (1 << (luma.depth - 8))));
    }
  }
  return rough_.empty() ? 0 : static_cast<double>(quantile(rough_, 0.5));
}

}  // namespace vqa
