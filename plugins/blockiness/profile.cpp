// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/profile.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cstring>

#include "blockiness/line_steps.h"

namespace vqa {
namespace {

constexpr int kSummed = 4;  // rows or columns that one line is the sum of
constexpr int kLines = 64;  // about so many
constexpr int kBand = 8;    // columns that are neighbours, for a row is read in pieces
constexpr int kAhead = 12;  // rows
constexpr int kBandWidth = kBand * kSummed;

}  // namespace

void Profile::clear(std::size_t size) {
  sums.assign(size, 0);
  count.assign(size, 0);
}

void ProfileReader::prepare(const PlaneView& luma) {
  if (!blocks_.fit(BlockGrid(luma.width, luma.height))) return;
  const auto width = static_cast<std::size_t>(luma.width);
  strip_.resize(width);
  samples_.resize(width);
  bytes_.resize(width);
  places_.clear();
  const int step = std::max(kBandWidth, luma.width / kLines / kSummed * kSummed * kBand);
  for (int x = 0; x + kBandWidth <= luma.width; x += step)
    for (int i = 0; i < kBand; ++i) places_.push_back(x + i * kSummed);
  columns_.resize(places_.size() * static_cast<std::size_t>(luma.height));
}

const std::uint8_t* ProfileReader::bytes_of(const PlaneView& luma, int y) {
  if (luma.packing == Packing::bytes && luma.step == 1) return luma.row(y);
  unpack_row(luma, y, samples_);
  // Names of their own, or each byte that is written could be one of our addresses.
  const std::uint16_t* from = samples_.data();
  std::uint8_t* to = bytes_.data();
  const std::size_t width = bytes_.size();
  const int extra = luma.depth - 8;
  for (std::size_t x = 0; x < width; ++x) to[x] = static_cast<std::uint8_t>(from[x] >> extra);
  return to;
}

void ProfileReader::take_columns(const std::uint8_t* row, int y, std::ptrdiff_t ahead) {
  constexpr std::uint32_t kEven = 0x00FF00FF;
  const auto height = static_cast<std::size_t>(blocks_.grid().height);
  std::uint16_t* to = columns_.data() + y;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const std::uint8_t* at = row + places_[i];
    // That a band goes on in the rows below, no processor guesses.
    if (i % kBand == 0) hwy::Prefetch(at + ahead);
    std::uint32_t four;
    std::memcpy(&four, at, sizeof four);
    const std::uint32_t pairs = (four & kEven) + (four >> 8 & kEven);
    *to = static_cast<std::uint16_t>(pairs + (pairs >> 16));
    to += height;
  }
}

void ProfileReader::add(const PlaneView& luma, Profiles& profiles) {
  prepare(luma);
  const bool rows_wanted = !profiles.across.sums.empty(),
             columns_wanted = !profiles.down.sums.empty() && !places_.empty();
  const int step = std::max(1, luma.height / kLines / kSummed) * kSummed;
  for (int y = 0; y < luma.height; ++y) {
    const bool in_strip = rows_wanted && y % step < kSummed;
    if (!in_strip && !columns_wanted) continue;
    const std::uint8_t* row = bytes_of(luma, y);
    if (columns_wanted) take_columns(row, y, y + kAhead < luma.height ? kAhead * luma.stride : 0);
    if (in_strip) take_row(row, y, y % step, profiles.across);
  }
  if (columns_wanted) add_columns(profiles.down);
}

void ProfileReader::take_row(const std::uint8_t* row, int y, int in_strip, Profile& out) {
  if (in_strip == 0) std::fill(strip_.begin(), strip_.end(), std::uint16_t{0});
  for (std::size_t x = 0; x < strip_.size(); ++x)
    strip_[x] = static_cast<std::uint16_t>(strip_[x] + row[x]);
  if (in_strip != kSummed - 1) return;
  const BlockGrid& grid = blocks_.grid();
  const int block = std::min(y / BlockGrid::kBlock, grid.rows - 1);
  add_line(strip_.data(), grid.width, block * grid.cols, 1, grid.cols, out);
}

void ProfileReader::add_columns(Profile& out) const {
  const BlockGrid& grid = blocks_.grid();
  const std::uint16_t* line = columns_.data();
  for (const int place : places_) {
    const int block = std::min(place / BlockGrid::kBlock, grid.cols - 1);
    add_line(line, grid.height, block, grid.cols, grid.rows, out);
    line += grid.height;
  }
}

// The parts of a line that are not masked, as it goes through so many blocks.
void ProfileReader::add_line(const std::uint16_t* line, int size, int first_block, int next_block,
                             int blocks, Profile& out) const {
  const auto masked = [&](int i) {
    return blocks_.masked()[static_cast<std::size_t>(first_block + i * next_block)] != 0;
  };
  for (int begin = 0, end = 0; begin < blocks; begin = end) {
    for (end = begin + 1; end < blocks && masked(end) == masked(begin);) ++end;
    if (masked(begin)) continue;
    const int from = begin * BlockGrid::kBlock;
    const int to = end == blocks ? size : end * BlockGrid::kBlock;
    add_line_steps(line + from, static_cast<std::size_t>(to - from), out.sums.data() + from,
                   out.count.data() + from);
  }
}

}  // namespace vqa
