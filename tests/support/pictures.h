// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "core/view.h"

namespace vqa::test {

/// A luma plane of our own, in any layout that a PlaneView can describe, with padded rows.
class Picture {
 public:
  struct Layout {
    int width = 0, height = 0;
    int depth = 8, shift = 0, step = 1;
    Packing packing = Packing::bytes;
    int padding = 0;  ///< bytes behind each row, filled with noise
    int offset = 0;   ///< bytes in front of the first row: an odd number of them misaligns words
  };

  explicit Picture(const Layout& layout);
  Picture(int width, int height) : Picture(Layout{.width = width, .height = height}) {}

  const PlaneView& view() const { return view_; }
  void set(int x, int y, unsigned value);  ///< in samples of the layout's depth
  unsigned get(int x, int y) const;
  void fill(unsigned value);
  void fill_random(std::mt19937& random);

 private:
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;

  std::vector<std::uint8_t> memory_;
  std::ptrdiff_t offset_ = 0;
  PlaneView view_;
};

/// A detailed synthetic scene, 0..255, that moves with `phase`: equal phases are equal pictures,
/// and a phase further by 1 moves it by about two pixels.
std::uint8_t scene(int x, int y, double phase);
void draw_scene(Picture& picture, double phase);

}  // namespace vqa::test
