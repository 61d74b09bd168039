// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/cells.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

#include "blockiness/cell_rows.h"
#include "core/row_sums.h"

namespace vqa {
namespace {

constexpr int kCell = BlockGrid::kBlock;
// Two rows below the border of a cell, two above the next one, and four that follow each other
// where no coder has a border but in their middle, at an odd place of the finest raster.
constexpr int kSampledRows[] = {0, 1, 4, 5, 6, 7, 14, 15};
constexpr int kSampled = static_cast<int>(std::size(kSampledRows)), kHalf = kSampled / 2;

int place_of(int sampled) { return sampled / kSampled * kCell + kSampledRows[sampled % kSampled]; }

float above_twice(float border, float between) { return std::max(0.0F, border - 2 * between); }

}  // namespace

void CellReader::prepare(const PlaneView& luma, CellMaps& maps) {
  if (known_ && shape_.same_shape(luma) && maps.mean.size() == grid_.size()) return;
  known_ = false;
  shape_ = luma;
  shape_.data = nullptr;
  grid_ = BlockGrid(luma.width / kCell * kCell, luma.height / kCell * kCell);
  if (luma.width < kCell || luma.height < kCell) grid_.cols = grid_.rows = 0;
  width_ = static_cast<std::size_t>(luma.width);
  // Rows whose addresses end in the same bits would push each other out of the cache: an odd
  // number of its lines lies between them.
  stride_ = (width_ + 2 * kRowMargin) / 128 * 128 + 192;
  const auto rows = [this](int count) { return static_cast<std::size_t>(count) * stride_; };
  picture_.rows.assign(rows(grid_.rows * kSampled), 0);
  change_.rows.assign(rows(2 * kSampled), 0);
  bytes_.assign(rows(kHalf), 0);
  for (Layer* layer : {&picture_, &change_})
    for (auto& steps : layer->steps) steps.assign(rows(1), 0);
  borders_.resize(static_cast<std::size_t>(grid_.cols));
  between_.resize(borders_.size());
  across_ = between_;
  shades_.assign(stride_ / 8, 0);
  samples_.resize(width_);
  for (BlockValues* map : {&maps.mean, &maps.moved, &maps.across, &maps.down, &maps.colour})
    map->assign(grid_.size(), 0);
  for (CellMaps::Steps* steps : {&maps.picture, &maps.change})
    for (BlockValues* map : {&steps->left, &steps->top, &steps->centre, &steps->between})
      map->assign(grid_.size(), 0);
}

// So many rows there are; and the memory begins again where it ends.
std::uint8_t* CellReader::row_of(std::vector<std::uint8_t>& rows, int i) const {
  return rows.data() + static_cast<std::size_t>(i) * stride_ % rows.size() + kRowMargin;
}

const std::uint8_t* CellReader::bytes_of(const PlaneView& luma, int y, int i) {
  if (luma.packing == Packing::bytes && luma.step == 1) return luma.row(y);
  unpack_row(luma, y, samples_);
  std::uint8_t* out = row_of(bytes_, i);
  // Names of their own, or each byte that is written could be one of our addresses.
  const std::uint16_t* from = samples_.data();
  const std::size_t width = width_;
  const int extra = luma.depth - 8;
  for (std::size_t x = 0; x < width; ++x) out[x] = static_cast<std::uint8_t>(from[x] >> extra);
  return out;
}

void CellReader::read_half(const PlaneView& luma, int row, int half) {
  const std::uint8_t *rows[kHalf], *next[kHalf], *next_kept[kHalf];
  std::uint8_t *kept[kHalf], *changes[kHalf];
  for (int i = 0; i < kHalf; ++i) {
    const int sampled = row * kSampled + half * kHalf + i;
    const int soon = std::min(sampled + kHalf, grid_.rows * kSampled - 1);
    rows[i] = bytes_of(luma, place_of(sampled), i);
    next[i] = luma.row(place_of(soon));
    kept[i] = row_of(picture_.rows, sampled);
    next_kept[i] = row_of(picture_.rows, soon);
    changes[i] = row_of(change_.rows, sampled);
  }
  take_rows(rows, kept, changes, width_, shades_.data());
  sum_steps_and_shades({kept[0], kept[1], kept[2], kept[3]}, next, width_, picture_.limits,
                       row_of(picture_.steps[half], 0), shades_.data());
  if (!known_) return;
  sum_steps({changes[0], changes[1], changes[2], changes[3]}, next_kept, width_, change_.limits,
            row_of(change_.steps[half], 0));
}

void CellReader::find_steps(Layer& layer, int row, CellMaps::Steps& out) {
  std::uint8_t *upper = row_of(layer.steps[0], 0), *lower = row_of(layer.steps[1], 0);
  const auto cols = static_cast<std::size_t>(grid_.cols);
  const std::size_t first = grid_.at(0, row);
  find_borders(upper, lower, cols, borders_.data());
  for (std::size_t col = 0; col < cols; ++col) {
    const Borders& border = borders_[col];
    out.between[first + col] = layer.scale * border.between;
    out.left[first + col] = layer.scale * above_twice(border.first, border.between);
    out.centre[first + col] = layer.scale * above_twice(border.middle, border.between);
  }
  if (row == 0) return;
  // The sums are free again, for the steps across rows: on the border, and between.
  const auto at = [&](int i) { return row_of(layer.rows, row * kSampled + i); };
  steps_across({at(-2), at(-1), at(0), at(1)}, width_, layer.limits, upper);
  steps_across({at(2), at(3), at(4), at(5)}, width_, layer.limits, lower);
  find_lesser_halves(upper, cols, across_.data());
  find_lesser_halves(lower, cols, between_.data());
  for (std::size_t col = 0; col < cols; ++col)
    out.top[first + col] = layer.scale * above_twice(across_[col], between_[col]);
}

void CellReader::find_shades(int row, CellMaps& maps) {
  constexpr float kAll = 1.0F / (kSampled * kCell), kSome = 2 * kAll;
  const auto value = [](std::uint64_t sums, int lowest, float scale) {
    return static_cast<float>(static_cast<int>(sums >> lowest & 0xFFFF)) * scale;
  };
  for (int col = 0; col < grid_.cols; ++col) {
    const std::size_t i = grid_.at(col, row), j = static_cast<std::size_t>(col) * 2;
    const std::uint64_t sums = std::exchange(shades_[j], 0) + std::exchange(shades_[j + 1], 0);
    maps.mean[i] = value(sums, Shades::kMean, kAll);
    maps.moved[i] = value(sums, Shades::kMoved, kAll);
    maps.across[i] = value(sums, Shades::kAcross, kSome);
    maps.down[i] = value(sums, Shades::kDown, kSome);
  }
}

bool CellReader::read(const VideoFrame& frame, CellMaps& maps) {
  prepare(frame.luma, maps);
  for (int row = 0; row < grid_.rows; ++row) {
    for (const int half : {0, 1}) read_half(frame.luma, row, half);
    find_steps(picture_, row, maps.picture);
    if (known_) find_steps(change_, row, maps.change);
    find_shades(row, maps);
  }
  if (!known_) {
    for (BlockValues* map : {&maps.change.left, &maps.change.top, &maps.change.centre,
                             &maps.change.between, &maps.moved})
      std::fill(map->begin(), map->end(), 0.0F);
  }
  find_colour(frame, maps.colour);
  return std::exchange(known_, true);
}

// The distance from grey, of one row of chroma in the middle of each cell.
void CellReader::find_colour(const VideoFrame& frame, BlockValues& out) {
  std::fill(out.begin(), out.end(), 0.0F);
  for (const PlaneView* plane : {&frame.cb, &frame.cr}) {
    if (plane->data == nullptr) continue;
    for (int row = 0; row < grid_.rows; ++row) add_colour(*plane, row, out);
  }
}

void CellReader::add_colour(const PlaneView& plane, int row, BlockValues& out) {
  const int cell_width = std::max(1, plane.width * kCell / shape_.width);
  const float scale = 1.0F / static_cast<float>(cell_width << (plane.depth - 8));
  const int y = (row * kCell + kCell / 2) * plane.height / shape_.height;
  float* to = out.data() + grid_.at(0, row);
  const auto from_grey = [scale](int sum) {
    return std::abs(static_cast<float>(sum) * scale - 128);
  };
  // In most pictures a cell has eight samples of chroma a row: one sum of what is free again.
  if (plane.packing == Packing::bytes && plane.step == 1 && cell_width == 8) {
    add_row(plane.row(y), static_cast<std::size_t>(grid_.cols * cell_width), shades_.data(),
            kCell * plane.height / shape_.height * plane.stride);
    std::uint64_t* sums = shades_.data();
    for (int col = 0; col < grid_.cols; ++col)
      to[col] += from_grey(static_cast<int>(std::exchange(sums[col], 0)));
    return;
  }
  unpack_row(plane, y, samples_);
  const std::uint16_t* first = samples_.data();
  for (int col = 0; col < grid_.cols; ++col, first += cell_width)
    to[col] += from_grey(std::accumulate(first, first + cell_width, 0));
}

}  // namespace vqa
