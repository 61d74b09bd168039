// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/picture_cells.h"

#include <algorithm>

#include "core/block_map.h"

namespace vqa {
namespace {

constexpr int kRowsOfCell = 15;  // of each cell, at most, are enough for its mean

template <class Sample>
std::uint32_t sum_of(const Sample* from, int count) {
  std::uint32_t sum = 0;
  for (int i = 0; i < count; ++i) sum += from[i];
  return sum;
}

/// How much of [from, to) lies in the place with this number.
double overlap(double from, double to, int place) {
  return std::max(0.0, std::min(to, place + 1.0) - std::max(from, static_cast<double>(place)));
}

}  // namespace

/// Of all that is not masked, and of its quarters; a quarter without any of it is black.
Flashes::Lumas PictureCells::lumas() const {
  Flashes::Lumas sums{}, counts{};
  for (int row = 0; row < kRows; ++row) {
    for (int col = 0; col < kCols; ++col) {
      const float value = at(col, row);
      if (value == kUnseen) continue;
      const std::size_t quarter = 1 + (2 * row < kRows ? 0U : 2U) + (2 * col < kCols ? 0U : 1U);
      for (const std::size_t region : {std::size_t{0}, quarter}) {
        sums[region] += value;
        counts[region] += 1;
      }
    }
  }
  for (std::size_t region = 0; region < sums.size(); ++region)
    sums[region] /= std::max(1.F, counts[region]);
  return sums;
}

PicturePrint print_of(const PictureCells& cells, double share) {
  PicturePrint print;
  const auto place = [share](double whole, int places) {
    return std::clamp((whole - (1 - share) / 2) / share, 0.0, 1.0) * places;
  };
  for (int row = 0; row < PicturePrint::kRows; ++row) {
    const double top = place(static_cast<double>(row) / PicturePrint::kRows, PictureCells::kRows);
    const double bottom = place((row + 1.0) / PicturePrint::kRows, PictureCells::kRows);
    for (int col = 0; col < PicturePrint::kCols; ++col) {
      const double left =
          place(static_cast<double>(col) / PicturePrint::kCols, PictureCells::kCols);
      const double right = place((col + 1.0) / PicturePrint::kCols, PictureCells::kCols);
      double sum = 0, area = 0;
      for (int y = static_cast<int>(top); y < PictureCells::kRows && y < bottom; ++y) {
        for (int x = static_cast<int>(left); x < PictureCells::kCols && x < right; ++x) {
          if (cells.at(x, y) == PictureCells::kUnseen) continue;
          const double part = overlap(left, right, x) * overlap(top, bottom, y);
          sum += part * cells.at(x, y);
          area += part;
        }
      }
      print.mean[static_cast<std::size_t>(row) * PicturePrint::kCols +
                 static_cast<std::size_t>(col)] = area > 0 ? static_cast<float>(sum / area) : 0;
    }
  }
  return print;
}

void CellMeter::set_mask(const Mask& mask) {
  mask_ = mask;
  width_ = 0;
}

void CellMeter::prepare(const PlaneView& picture) {
  if (picture.width == width_ && picture.height == height_) return;
  width_ = picture.width;
  height_ = picture.height;
  for (int i = 0; i <= PictureCells::kCols; ++i)
    lefts_[static_cast<std::size_t>(i)] = i * width_ / PictureCells::kCols;
  for (int i = 0; i <= PictureCells::kRows; ++i)
    tops_[static_cast<std::size_t>(i)] = i * height_ / PictureCells::kRows;
  row_.resize(static_cast<std::size_t>(width_));
  masked_.fill(0);
  if (mask_.empty()) return;
  const BlockGrid grid(width_, height_);
  const auto blocks = mask_.blocks(grid);
  for (std::size_t cell = 0; cell < masked_.size(); ++cell) {
    const int x = static_cast<int>((cell % PictureCells::kCols * 2 + 1) *
                                   static_cast<std::size_t>(width_) / 2 / PictureCells::kCols);
    const int y = static_cast<int>((cell / PictureCells::kCols * 2 + 1) *
                                   static_cast<std::size_t>(height_) / 2 / PictureCells::kRows);
    const int col = std::min(x / BlockGrid::kBlock, grid.cols - 1);
    const int row = std::min(y / BlockGrid::kBlock, grid.rows - 1);
    masked_[cell] = blocks[grid.at(col, row)];
  }
}

PictureCells CellMeter::measure(const PlaneView& picture) {
  prepare(picture);
  PictureCells cells;
  const float scale = 1.F / static_cast<float>(1 << (picture.depth - 8));
  const bool plain = picture.packing == Packing::bytes && picture.step == 1;
  for (std::size_t row = 0; row < PictureCells::kRows; ++row) {
    // A picture may have fewer rows, or columns, than there are cells.
    const int top = std::min(tops_[row], height_ - 1), bottom = std::max(tops_[row + 1], top + 1);
    const int every = (bottom - top + kRowsOfCell - 1) / kRowsOfCell;
    std::array<std::uint64_t, PictureCells::kCols> sums{};
    int rows = 0;
    for (int y = top; y < bottom; y += every, ++rows) {
      if (!plain) unpack_row(picture, y, row_);
      for (std::size_t col = 0; col < PictureCells::kCols; ++col) {
        const int left = std::min(lefts_[col], width_ - 1);
        const int count = std::max(lefts_[col + 1] - left, 1);
        sums[col] +=
            plain ? sum_of(picture.row(y) + left, count) : sum_of(row_.data() + left, count);
      }
    }
    for (std::size_t col = 0; col < PictureCells::kCols; ++col) {
      const int left = std::min(lefts_[col], width_ - 1);
      const auto count = static_cast<float>(std::max(lefts_[col + 1] - left, 1) * rows);
      cells.mean[row * PictureCells::kCols + col] =
          masked_[row * PictureCells::kCols + col] != 0
              ? PictureCells::kUnseen
              : static_cast<float>(sums[col]) * scale / count;
    }
  }
  return cells;
}

}  // namespace vqa
