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
bool plain_bytes(const PlaneView& picture) {
  return picture.packing == Packing::bytes && picture.step == 1;
}
bool plain_words(const PlaneView& picture) {
  return picture.packing == Packing::words_le && picture.step == 2 &&
         std::endian::native == std::endian::little &&
         reinterpret_cast<std::uintptr_t>(picture.data) % 2 == 0 && picture.stride % 2 == 0;
}

// A row as the kernel reads it.
template <class Sample>
const Sample* samples(const PlaneView& picture, int y, bool plain,
                      std::vector<std::uint16_t>& scratch) {
  if constexpr (sizeof(Sample) == 1) {
    return picture.row(y);
  } else {
    if (plain) return reinterpret_cast<const std::uint16_t*>(picture.row(y));
    unpack_row(picture, y, scratch);
    return scratch.data();
  }
}

// The mean of one block out of the sums along a row of blocks.
float mean(const BlockGrid& grid, int col, int rows, int samples_per_sum, double scale,
           const std::vector<std::uint64_t>& sums) {
  const int left = grid.left(col), right = grid.right(col);
  const auto first = sums.begin() + left / samples_per_sum;
  const auto last = sums.begin() + (right + samples_per_sum - 1) / samples_per_sum;
  const auto sum = static_cast<double>(std::accumulate(first, last, std::uint64_t{0}));
  return static_cast<float>(sum / ((right - left) * rows * scale));
}

// The same for a whole row of blocks, of which as many rows of samples were summed. Its blocks but
// the last are 16 samples wide, and then each has the same number of sums and the same divisor,
// which a compiler can make vector code of.
template <int kSamplesPerSum>
void reduce(const BlockGrid& grid, int row, int rows, double scale,
            std::vector<std::uint64_t>& sums, BlockValues& out) {
  constexpr std::size_t kSums = BlockGrid::kBlock / kSamplesPerSum;
  const auto factor = static_cast<float>(1 / (BlockGrid::kBlock * rows * scale));
  const auto last = static_cast<std::size_t>(grid.cols) - 1;
  float* const means = out.data() + grid.at(0, row);
  for (std::size_t col = 0; col < last; ++col) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kSums; ++i) sum += sums[col * kSums + i];
    means[col] = static_cast<float>(static_cast<std::int32_t>(sum)) * factor;
  }
  means[last] = mean(grid, grid.cols - 1, rows, kSamplesPerSum, scale, sums);
  std::fill(sums.begin(), sums.end(), 0);
}

}  // namespace

BlockGrid::BlockGrid(int picture_width, int picture_height)
    : width(picture_width),
      height(picture_height),
      cols(blocks(picture_width)),
      rows(blocks(picture_height)) {}

void BlockMapper::prepare(const PlaneView& picture) {
  const BlockGrid grid(picture.width, picture.height);
  if (grid == grid_) return;
  grid_ = grid;
  // The finer of the two sums: one for every four samples.
  sums_.assign(static_cast<std::size_t>(picture.width) / 4 + 1, 0);
  changes_ = sums_;
  row_.resize(static_cast<std::size_t>(picture.width));
  previous_row_ = row_;
}

struct BlockMapper::Nothing {
  template <class Sample>
  const Sample* before(int /*y*/) {
    return nullptr;
  }
  template <class Sample>
  void keep(int /*y*/, const Sample* /*row*/) {}
};

struct BlockMapper::Picture : Nothing {
  Picture(BlockMapper& mapper_of, const PlaneView& picture_before)
      : mapper(mapper_of), picture(picture_before) {}

  template <class Sample>
  const Sample* before(int y) {
    return samples<Sample>(picture, y, mapper.plain_, mapper.previous_row_);
  }

  BlockMapper& mapper;
  const PlaneView& picture;
};

struct BlockMapper::KeptRows {
  // Odd, so that both fields of interlaced pictures are seen; and each block, which has eight rows
  // or more unless it is all of the picture, has one of them.
  static constexpr int kEvery = 7;

  template <class Sample>
  Sample* kept(int y) {
    return reinterpret_cast<Sample*>(mapper.kept_rows_.data()) + y / kEvery * mapper.grid_.width;
  }
  template <class Sample>
  const Sample* before(int y) {
    return known && y % kEvery == 0 ? kept<Sample>(y) : nullptr;
  }
  template <class Sample>
  void keep(int y, const Sample* row) {
    if (y % kEvery == 0) std::copy_n(row, mapper.grid_.width, kept<Sample>(y));
  }

  BlockMapper& mapper;
  bool known;
};

template <class Sample, class Reference>
void BlockMapper::measure_samples(const PlaneView& picture, Reference& reference,
                                  BlockValues& means, BlockValues* change) {
  constexpr int kSamplesPerSum = 8 / sizeof(Sample);
  const auto width = static_cast<std::size_t>(picture.width);
  const std::ptrdiff_t ahead = every_row_ == 1 ? kNearlyAhead : every_row_ * picture.stride;
  for (int row = 0; row < grid_.rows; ++row) {
    int seen = 0, compared = 0;
    for (int y = grid_.top(row); y < grid_.bottom(row); y += every_row_, ++seen) {
      const Sample* now = samples<Sample>(picture, y, plain_, row_);
      if (const Sample* before = reference.template before<Sample>(y)) {
        add_row(now, before, width, sums_.data(), changes_.data());
        ++compared;
      } else {
        add_row(now, width, sums_.data(), ahead);
      }
      reference.keep(y, now);
    }
    reduce<kSamplesPerSum>(grid_, row, seen, scale_, sums_, means);
    if (compared > 0) reduce<kSamplesPerSum>(grid_, row, compared, scale_, changes_, *change);
  }
}

template <class Reference>
void BlockMapper::measure(const PlaneView& picture, Reference reference, BlockValues& means,
                          BlockValues* change) {
  scale_ = 1 << (picture.depth - 8 + (plain_ ? picture.shift : 0));
  means.resize(grid_.size());
  if (change != nullptr) change->assign(grid_.size(), 0);
  if (plain_bytes(picture))
    measure_samples<std::uint8_t>(picture, reference, means, change);
  else
    measure_samples<std::uint16_t>(picture, reference, means, change);
}

void BlockMapper::means(const PlaneView& picture, BlockValues& out) {
  prepare(picture);
  plain_ = plain_words(picture);
  measure(picture, Nothing{}, out, nullptr);
}

void BlockMapper::means_and_change(const PlaneView& picture, const PlaneView& previous,
                                   BlockValues& means, BlockValues& change) {
  prepare(picture);
  // Both pictures the same way, for only the unpacked samples are without their unused bits.
  plain_ = plain_words(picture) && plain_words(previous);
  measure(picture, Picture(*this, previous), means, &change);
}

void BlockMapper::means_and_activity(const PlaneView& picture, BlockValues& means,
                                     BlockValues& activity) {
  prepare(picture);
  plain_ = plain_words(picture);
  const bool known = kept_.same_shape(picture) && kept_plain_ == plain_;
  kept_ = picture;
  kept_.data = nullptr;
  kept_plain_ = plain_;
  const int rows = (picture.height + KeptRows::kEvery - 1) / KeptRows::kEvery;
  kept_rows_.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(picture.width));
  measure(picture, KeptRows{*this, known}, means, &activity);
}

}  // namespace vqa
