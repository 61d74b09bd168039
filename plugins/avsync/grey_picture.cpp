// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/grey_picture.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vqa {

cv::Mat grey_part(const PlaneView& luma, const cv::Rect& part) {
  if (luma.packing == Packing::bytes && luma.step == 1 && luma.stride >= luma.width) {
    // OpenCV has no look that is for reading only; nobody writes to this one.
    auto* first = const_cast<std::uint8_t*>(luma.row(part.y)) + part.x;
    return {part.height, part.width, CV_8U, first, static_cast<std::size_t>(luma.stride)};
  }
  cv::Mat grey(part.height, part.width, CV_8U);
  std::vector<std::uint16_t> row(static_cast<std::size_t>(luma.width));
  const int surplus = luma.depth - 8;
  for (int y = 0; y < part.height; ++y) {
    unpack_row(luma, part.y + y, row);
    auto* out = grey.ptr<std::uint8_t>(y);
    for (int x = 0; x < part.width; ++x)
      out[x] = static_cast<std::uint8_t>(row[static_cast<std::size_t>(part.x + x)] >> surplus);
  }
  return grey;
}

}  // namespace vqa
