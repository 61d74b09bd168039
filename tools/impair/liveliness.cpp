// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/liveliness.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace vqa::impair {
namespace {

// Sums of differences over all that is above and to the left of a place.
class Sums {
 public:
  Sums(const Picture& one, const Picture& two)
      : stride_(static_cast<std::size_t>(one.width()) + 1),
        sums_(stride_ * (static_cast<std::size_t>(one.height()) + 1)) {
    for (int y = 0; y < one.height(); ++y) {
      std::uint64_t row = 0;
      for (int x = 0; x < one.width(); ++x) {
        row += static_cast<std::uint64_t>(std::abs(one.luma(x, y) - two.luma(x, y)));
        sums_[at(x + 1, y + 1)] = sums_[at(x + 1, y)] + row;
      }
    }
  }
  double within(const Box& box) const {
    const int right = box.x + box.width, bottom = box.y + box.height;
    const std::uint64_t sum = sums_[at(right, bottom)] - sums_[at(right, box.y)] -
                              sums_[at(box.x, bottom)] + sums_[at(box.x, box.y)];
    return static_cast<double>(sum) / (box.width * box.height);
  }

 private:
  std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * stride_ + static_cast<std::size_t>(x);
  }
  std::size_t stride_;
  std::vector<std::uint64_t> sums_;
};

}  // namespace

LiveRegion liveliest(const Picture& one, const Picture& two, double area) {
  const Sums sums(one, two);
  const auto part = [area](int size) {
    return std::clamp(static_cast<int>(std::lround(size * std::sqrt(area) / 2)) * 2, 2, size);
  };
  LiveRegion best = {{0, 0, part(one.width()), part(one.height())}, -1};
  Box box = best.box;
  for (box.y = 0; box.y + box.height <= one.height(); box.y += 2) {
    for (box.x = 0; box.x + box.width <= one.width(); box.x += 2) {
      const double movement = sums.within(box);
      if (movement > best.movement) best = {box, movement};
    }
  }
  return best;
}

}  // namespace vqa::impair
