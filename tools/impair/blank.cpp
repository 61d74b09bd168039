// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/blank.h"

namespace vqa::impair {
namespace {

constexpr std::array<Colour, 8> kBars = {{{180, 128, 128},
                                          {168, 44, 136},
                                          {145, 147, 44},
                                          {134, 63, 52},
                                          {63, 193, 204},
                                          {51, 109, 212},
                                          {28, 212, 120},
                                          {16, 128, 128}}};

int even(int size) { return size / 2 * 2; }

}  // namespace

void draw_blank(Picture& picture, const Colour& colour) {
  picture.fill({0, 0, picture.width(), picture.height()}, colour);
}

void draw_station(Picture& picture) {
  const int width = even(picture.width() / 10), height = even(picture.height() / 9);
  const int x = even(picture.width() / 20), y = even(picture.height() / 15);
  picture.fill({x, y, width, height}, {190, 110, 150});
  picture.fill({x + even(width / 4), y + even(height / 4), even(width / 2), even(height / 2)},
               kBlack);
}

void draw_bars(Picture& picture) {
  constexpr int kCount = static_cast<int>(kBars.size());
  for (int i = 0; i < kCount; ++i) {
    const int left = even(picture.width() * i / kCount);
    const int right = even(picture.width() * (i + 1) / kCount);
    picture.fill({left, 0, right - left, picture.height()}, kBars[static_cast<std::size_t>(i)]);
  }
}

}  // namespace vqa::impair
