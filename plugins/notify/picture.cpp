// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/picture.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace vqa {
namespace {

constexpr int kThick = 2;

void fill(Picture& picture, const Box& box) {
  const int left = std::clamp(box.x, 0, picture.width);
  const int right = std::clamp(box.x + box.width, left, picture.width);
  for (int y = std::max(box.y, 0); y < std::min(box.y + box.height, picture.height); ++y) {
    for (int x = left; x < right; ++x) {
      static constexpr std::uint8_t kRed[] = {0, 0, 255, 0};
      std::copy(std::begin(kRed), std::end(kRed), picture.row(y) + x * 4);
    }
  }
}

}  // namespace

Picture::Picture(int picture_width, int picture_height)
    : width(picture_width),
      height(picture_height),
      pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4) {}

std::optional<Box> parse_box(std::string_view text) {
  Box box;
  char rest = 0;
  const std::string whole(text.substr(0, 64));
  if (std::sscanf(whole.c_str(), "%6d,%6d,%6d,%6d%c", &box.x, &box.y, &box.width, &box.height,
                  &rest) != 4 ||
      box.width <= 0 || box.height <= 0) {
    return std::nullopt;
  }
  return box;
}

// Outside of the box, to hide nothing of what it shows.
void outline(Picture& picture, const Box& box) {
  const Box above{box.x - kThick, box.y - kThick, box.width + 2 * kThick, kThick};
  const Box beside{box.x - kThick, box.y, kThick, box.height};
  for (const Box& line : {above, beside}) fill(picture, line);
  fill(picture, {above.x, box.y + box.height, above.width, kThick});
  fill(picture, {box.x + box.width, beside.y, kThick, beside.height});
}

}  // namespace vqa
