// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace vqa::test {
namespace {

std::ptrdiff_t row_bytes(const Picture::Layout& layout) {
  if (layout.packing == Packing::v210) return std::ptrdiff_t{(layout.width + 5) / 6} * 16;
  return std::ptrdiff_t{layout.width} * layout.step;
}

constexpr struct { int word, bit; } kV210[6] = {{0, 10}, {1, 0}, {1, 20}, {2, 10}, {3, 0}, {3, 20}};

std::uint8_t* v210_word(std::uint8_t* row, int x) {
  return row + std::ptrdiff_t{x / 6} * 16 + std::ptrdiff_t{kV210[x % 6].word} * 4;
}

std::uint32_t load32(const std::uint8_t* at) {
  return at[0] | at[1] << 8 | at[2] << 16 | std::uint32_t{at[3]} << 24;
}

constexpr double kPi = std::numbers::pi;
constexpr int kSineSteps = 1 << 14;  // off by 1/50 of a luma step, at most

// Tests draw hundreds of millions of samples, most of whose time the sine of the library takes.
double sine(double angle) {
  static const auto table = [] {
    std::array<float, kSineSteps> sines{};
    for (std::size_t i = 0; i < sines.size(); ++i)
      sines[i] = static_cast<float>(std::sin(2 * kPi * static_cast<double>(i) / kSineSteps));
    return sines;
  }();
  const auto step = static_cast<std::int64_t>(std::floor(angle * (kSineSteps / (2 * kPi)) + 0.5));
  return table[static_cast<std::size_t>(step & (kSineSteps - 1))];
}

}  // namespace

Picture::Picture(const Layout& layout) : offset_(layout.offset) {
  const std::ptrdiff_t stride = row_bytes(layout) + layout.padding;
  memory_.resize(static_cast<std::size_t>(offset_ + stride * layout.height));
  std::mt19937 random(1);
  for (auto& byte : memory_) byte = static_cast<std::uint8_t>(random());
  view_ = {.data = memory_.data() + offset_,
           .width = layout.width,
           .height = layout.height,
           .stride = stride,
           .step = layout.step,
           .depth = layout.depth,
           .shift = layout.shift,
           .packing = layout.packing};
  fill(0);
}

void Picture::set(int x, int y, unsigned value) {
  std::uint8_t* row = memory_.data() + offset_ + y * view_.stride;
  const unsigned word = value << view_.shift;
  std::uint8_t* at = row + std::ptrdiff_t{x} * view_.step;
  switch (view_.packing) {
    case Packing::bytes:
      at[0] = static_cast<std::uint8_t>(value);
      return;
    case Packing::words_le:
      at[0] = static_cast<std::uint8_t>(word);
      at[1] = static_cast<std::uint8_t>(word >> 8);
      return;
    case Packing::words_be:
      at[0] = static_cast<std::uint8_t>(word >> 8);
      at[1] = static_cast<std::uint8_t>(word);
      return;
    case Packing::v210: {
      std::uint8_t* packed = v210_word(row, x);
      const int bit = kV210[x % 6].bit;
      const std::uint32_t kept = load32(packed) & ~(0x3FFU << bit);
      const std::uint32_t now = kept | (value & 0x3FFU) << bit;
      for (int i = 0; i < 4; ++i) packed[i] = static_cast<std::uint8_t>(now >> (8 * i));
      return;
    }
    case Packing::v210_cb:
    case Packing::v210_cr:
      return;  // its own pictures have luma only
  }
}

unsigned Picture::get(int x, int y) const {
  const std::uint8_t* row = view_.row(y);
  const std::uint8_t* at = row + std::ptrdiff_t{x} * view_.step;
  const unsigned mask = (1U << view_.depth) - 1;
  switch (view_.packing) {
    case Packing::bytes:
      return at[0];
    case Packing::words_le:
      return ((at[0] | at[1] << 8) >> view_.shift) & mask;
    case Packing::words_be:
      return ((at[1] | at[0] << 8) >> view_.shift) & mask;
    case Packing::v210:
      return load32(v210_word(const_cast<std::uint8_t*>(row), x)) >> kV210[x % 6].bit & 0x3FF;
    case Packing::v210_cb:
    case Packing::v210_cr:
      break;
  }
  return 0;
}

void Picture::fill(unsigned value) {
  for (int y = 0; y < view_.height; ++y) {
    for (int x = 0; x < view_.width; ++x) set(x, y, value);
  }
}

void Picture::fill_random(std::mt19937& random) {
  std::uniform_int_distribution<unsigned> sample(0, (1U << view_.depth) - 1);
  for (int y = 0; y < view_.height; ++y) {
    for (int x = 0; x < view_.width; ++x) set(x, y, sample(random));
  }
}

std::uint8_t scene(int x, int y, double phase) {
  const double u = x + 2 * phase, v = y + 0.7 * phase;
  const double waves = sine(u * 0.11) * sine(v * 0.07 + kPi / 2) + 0.6 * sine((u + v) * 0.031) +
                       0.4 * sine(u * 0.37 - v * 0.29);
  return static_cast<std::uint8_t>(std::clamp(128 + 55 * waves, 0.0, 255.0));
}

void draw_scene(Picture& picture, double phase) {
  const PlaneView& view = picture.view();
  for (int y = 0; y < view.height; ++y) {
    for (int x = 0; x < view.width; ++x) {
      picture.set(x, y, static_cast<unsigned>(scene(x, y, phase)) << (view.depth - 8));
    }
  }
}

}  // namespace vqa::test
