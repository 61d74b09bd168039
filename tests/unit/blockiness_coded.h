// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cmath>

#include "support/pictures.h"

namespace vqa::test {

/// As a coder with blocks of 8x8 shows it that is short of bits: no block has quite the shade that
/// belongs there.
inline int coded(int x, int y, double off) {
  const auto block = static_cast<unsigned>(x / 8 * 7919 + y / 8 * 104729);
  const double shade = static_cast<double>(block * 2654435761U >> 24) / 127.5 - 1;
  return static_cast<int>(std::lround(scene(x, y, 3) / 2.0 + 60 + off * shade));
}

template <class Shade>
void paint(Picture& picture, Shade shade) {
  for (int y = 0; y < picture.view().height; ++y)
    for (int x = 0; x < picture.view().width; ++x)
      picture.set(x, y, static_cast<unsigned>(shade(x, y)));
}

struct CodedPicture : Picture {
  static constexpr int kWidth = 480, kHeight = 272;

  explicit CodedPicture(double off) : Picture(kWidth, kHeight) {
    paint(*this, [off](int x, int y) { return coded(x, y, off); });
  }
};

}  // namespace vqa::test
