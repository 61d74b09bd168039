// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/block_map.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <span>

#include "core/row_sums.h"

namespace vqa {
namespace {

int blocks(int size) { return std::max(1, (size + BlockGrid::kBlock / 2) / BlockGrid::kBlock); }

// Samples that the kernel can read as they are. Unused low bits (P010) are zero, and so no more
// than a factor.
bool plain_bytes(const LumaView& picture) {
  return picture.packing == Packing::bytes && picture.step == 1;
}
bool plain_words(const LumaView& picture) {
  return picture.packing == Packing::words_le && picture.step == 2 &&
         std::endian::native == std::endian::little &&
         reinterpret_cast<std::uintptr_t>(picture.data) % 2 == 0 && picture.stride % 2 == 0;
}

const std::uint16_t* words(const LumaView& picture, int y, bool plain,
                           std::vector<std::uint16_t>& scratch) {
  if (plain) return reinterpret_cast<const std::uint16_t*>(picture.row(y));
  unpack_row(picture, y, scratch);
  return scratch.data();
}

// The mean of one block out of the sums along a row of blocks.
float mean(const BlockGrid& grid, int row, int col, int samples_per_sum, double scale,
           const std::vector<std::uint64_t>& sums) {
  const int left = grid.left(col), right = grid.right(col);
  const auto first = sums.begin() + left / samples_per_sum;
  const auto last = sums.begin() + (right + samples_per_sum - 1) / samples_per_sum;
  const auto sum = static_cast<double>(std::accumulate(first, last, std::uint64_t{0}));
  return static_cast<float>(sum / ((right - left) * (grid.bottom(row) - grid.top(row)) * scale));
}

// The same for all of the row. Its blocks but the last are 16 samples wide, and then each has the
// same number of sums and the same divisor, which a compiler can make vector code of.
template <int kSamplesPerSum>
void reduce(const BlockGrid& grid, int row, double scale, std::vector<std::uint64_t>& sums,
            BlockValues& out) {
  constexpr std::size_t kSums = BlockGrid::kBlock / kSamplesPerSum;
  const int height = grid.bottom(row) - grid.top(row);
  const auto factor = static_cast<float>(1 / (BlockGrid::kBlock * height * scale));
  const auto last = static_cast<std::size_t>(grid.cols) - 1;
  float* const means = out.data() + static_cast<std::size_t>(row * grid.cols);
  for (std::size_t col = 0; col < last; ++col) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kSums; ++i) sum += sums[col * kSums + i];
    means[col] = static_cast<float>(static_cast<std::int32_t>(sum)) * factor;
  }
  means[last] = mean(grid, row, grid.cols - 1, kSamplesPerSum, scale, sums);
  std::fill(sums.begin(), sums.end(), 0);
}

}  // namespace

BlockGrid::BlockGrid(int picture_width, int picture_height)
    : width(picture_width),
      height(picture_height),
      cols(blocks(picture_width)),
      rows(blocks(picture_height)) {}

void BlockMapper::prepare(const LumaView& picture) {
  const BlockGrid grid(picture.width, picture.height);
  if (grid == grid_) return;
  grid_ = grid;
  // The finer of the two sums: one for every four samples.
  sums_.assign(static_cast<std::size_t>(picture.width) / 4 + 1, 0);
  changes_ = sums_;
  row_.resize(static_cast<std::size_t>(picture.width));
  previous_row_ = row_;
}

template <bool kWithChange>
void BlockMapper::measure(const LumaView& picture, const LumaView* previous, BlockValues* means,
                          BlockValues* change) {
  prepare(picture);
  const auto width = static_cast<std::size_t>(picture.width);
  const bool bytes = plain_bytes(picture);
  // Both pictures the same way, for only the unpacked samples are without their unused bits.
  const bool plain = plain_words(picture) && (!kWithChange || plain_words(*previous));
  scale_ = 1 << (picture.depth - 8 + (plain ? picture.shift : 0));
  means->resize(grid_.size());
  if constexpr (kWithChange) change->resize(grid_.size());

  for (int row = 0; row < grid_.rows; ++row) {
    for (int y = grid_.top(row); y < grid_.bottom(row); ++y) {
      if constexpr (kWithChange) {
        if (bytes) {
          add_row(picture.row(y), previous->row(y), width, sums_.data(), changes_.data());
        } else {
          add_row(words(picture, y, plain, row_), words(*previous, y, plain, previous_row_), width,
                  sums_.data(), changes_.data());
        }
      } else if (bytes) {
        add_row(picture.row(y), width, sums_.data());
      } else {
        add_row(words(picture, y, plain, row_), width, sums_.data());
      }
    }
    const auto reduce_row = bytes ? reduce<8> : reduce<4>;
    reduce_row(grid_, row, scale_, sums_, *means);
    if constexpr (kWithChange) reduce_row(grid_, row, scale_, changes_, *change);
  }
}

void BlockMapper::means(const LumaView& picture, BlockValues& out) {
  measure<false>(picture, nullptr, &out, nullptr);
}

void BlockMapper::means_and_change(const LumaView& picture, const LumaView& previous,
                                   BlockValues& means, BlockValues& change) {
  measure<true>(picture, &previous, &means, &change);
}

}  // namespace vqa
