// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/blocks_apart.h"

#include <algorithm>
#include <cstdlib>

namespace vqa::impair {
namespace {

constexpr int kBlock = 16;
constexpr int kDamaged = 12;       // luma steps, on average
constexpr int kReach = 6;          // pixels that something may be displaced by
constexpr double kEdge = 1.5;      // luma steps of edges per pixel
constexpr int kOff = 6;            // luma steps of brightness
constexpr int kHalf = kBlock / 2;  // brightness is looked at in quarters of a block

using Bytes = std::vector<std::uint8_t>;

// A plane of numbers of a picture.
struct Plane {
  int width = 0, height = 0;
  Bytes values;

  Plane(int wide, int high)
      : width(wide),
        height(high),
        values(static_cast<std::size_t>(wide) * static_cast<std::size_t>(high)) {}
  std::uint8_t* row(int y) { return values.data() + static_cast<std::ptrdiff_t>(y) * width; }
  const std::uint8_t* row(int y) const {
    return values.data() + static_cast<std::ptrdiff_t>(y) * width;
  }
};

const std::uint8_t* row_of(const Luma& luma, int y) {
  return luma.pixels.data() + static_cast<std::ptrdiff_t>(y) * luma.width;
}

// How much each pixel differs from the one on its left and the one above it, whichever is more.
Plane edges_of(const Luma& luma) {
  Plane edges(luma.width, luma.height);
  for (int y = 0; y < luma.height; ++y) {
    const std::uint8_t* here = row_of(luma, y);
    const std::uint8_t* above = y > 0 ? row_of(luma, y - 1) : here;
    std::uint8_t* to = edges.row(y);
    to[0] = static_cast<std::uint8_t>(std::abs(here[0] - above[0]));
    for (int x = 1; x < luma.width; ++x) {
      to[x] = static_cast<std::uint8_t>(
          std::max(std::abs(here[x] - here[x - 1]), std::abs(here[x] - above[x])));
    }
  }
  return edges;
}

// The extreme of all values within `reach` of each, by `better` of two; first along rows, then
// along columns, where whole rows are compared at a time.
template <class Better>
Plane extremes(const Plane& plane, int reach, Better better) {
  Plane along(plane.width, plane.height), both(plane.width, plane.height);
  for (int y = 0; y < plane.height; ++y) {
    const std::uint8_t* from = plane.row(y);
    std::uint8_t* to = along.row(y);
    std::copy(from, from + plane.width, to);
    for (int step = 1; step <= reach; ++step) {
      for (int x = step; x < plane.width; ++x) to[x] = better(to[x], from[x - step]);
      for (int x = 0; x < plane.width - step; ++x) to[x] = better(to[x], from[x + step]);
    }
  }
  for (int y = 0; y < plane.height; ++y) {
    std::uint8_t* to = both.row(y);
    std::copy(along.row(y), along.row(y) + plane.width, to);
    for (int other = std::max(y - reach, 0); other <= std::min(y + reach, plane.height - 1);
         ++other) {
      const std::uint8_t* from = along.row(other);
      for (int x = 0; x < plane.width; ++x) to[x] = better(to[x], from[x]);
    }
  }
  return both;
}

std::uint8_t larger(std::uint8_t one, std::uint8_t two) { return one > two ? one : two; }
std::uint8_t smaller(std::uint8_t one, std::uint8_t two) { return one < two ? one : two; }

// What edges of the one exceed all of the other nearby, per pixel of a block.
class Excess {
 public:
  Excess(Plane edges, const Plane& others)
      : edges_(std::move(edges)), around_(extremes(others, kReach, larger)) {}

  bool shows(int column, int row) const {
    int sum = 0;
    for (int y = row * kBlock; y < (row + 1) * kBlock; ++y) {
      const std::uint8_t* here = edges_.row(y) + column * kBlock;
      const std::uint8_t* around = around_.row(y) + column * kBlock;
      for (int x = 0; x < kBlock; ++x) sum += std::max(here[x] - around[x], 0);
    }
    return sum > kEdge * kBlock * kBlock;
  }

 private:
  Plane edges_, around_;
};

Plane brightness(const Luma& luma, int columns, int rows) {
  Plane means(2 * columns, 2 * rows);
  for (int row = 0; row < means.height; ++row) {
    for (int column = 0; column < means.width; ++column) {
      int sum = 0;
      for (int y = row * kHalf; y < (row + 1) * kHalf; ++y) {
        const std::uint8_t* from = row_of(luma, y) + column * kHalf;
        for (int x = 0; x < kHalf; ++x) sum += from[x];
      }
      means.row(row)[column] =
          static_cast<std::uint8_t>((sum + kHalf * kHalf / 2) / (kHalf * kHalf));
    }
  }
  return means;
}

// Brighter or darker than anything that the clean picture has there.
class Off {
 public:
  Off(const Plane& means, const Plane& clean)
      : means_(means), most_(extremes(clean, 1, larger)), least_(extremes(clean, 1, smaller)) {}

  bool shows(int column, int row) const {
    int sum = 0;
    for (int y = 2 * row; y < 2 * row + 2; ++y) {
      for (int x = 2 * column; x < 2 * column + 2; ++x) {
        const int mean = means_.row(y)[x];
        sum += std::max({mean - most_.row(y)[x], least_.row(y)[x] - mean, 0});
      }
    }
    return sum > 4 * kOff;
  }

 private:
  Plane means_, most_, least_;
};

int difference(const Luma& one, const Luma& two, int column, int row) {
  int sum = 0;
  for (int y = row * kBlock; y < (row + 1) * kBlock; ++y) {
    const std::uint8_t* first = row_of(one, y) + column * kBlock;
    const std::uint8_t* second = row_of(two, y) + column * kBlock;
    for (int x = 0; x < kBlock; ++x) sum += std::abs(first[x] - second[x]);
  }
  return sum;
}

}  // namespace

BlocksApart compare_blocks(const Luma& picture, const Luma& clean) {
  if (picture.width != clean.width || picture.height != clean.height) return {0, 0, {}, 1};
  BlocksApart blocks = {picture.width / kBlock, picture.height / kBlock, {}, 0};
  int count = 0;
  for (int row = 0; row < blocks.rows; ++row) {
    for (int column = 0; column < blocks.columns; ++column) {
      const bool damaged = difference(picture, clean, column, row) > kDamaged * kBlock * kBlock;
      blocks.damaged.push_back(damaged);
      count += damaged ? 1 : 0;
    }
  }
  blocks.share = count / static_cast<double>(std::max<std::size_t>(blocks.damaged.size(), 1));
  return blocks;
}

double visible_share(const BlocksApart& blocks, const Luma& picture, const Luma& clean) {
  if (blocks.damaged.empty()) return blocks.share;
  const Plane edges = edges_of(picture), clean_edges = edges_of(clean);
  const Excess added(edges, clean_edges), lost(clean_edges, edges);
  const Off off(brightness(picture, blocks.columns, blocks.rows),
                brightness(clean, blocks.columns, blocks.rows));
  int count = 0;
  for (int row = 0, i = 0; row < blocks.rows; ++row) {
    for (int column = 0; column < blocks.columns; ++column, ++i) {
      if (!blocks.damaged[static_cast<std::size_t>(i)]) continue;
      const bool shows =
          added.shows(column, row) || lost.shows(column, row) || off.shows(column, row);
      count += shows ? 1 : 0;
    }
  }
  return count / static_cast<double>(blocks.damaged.size());
}

}  // namespace vqa::impair
