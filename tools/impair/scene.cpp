// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/scene.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vqa::impair {
namespace {

// Digits and a colon on a raster of 3x5, one row every three bits, top row first.
constexpr std::array<std::uint16_t, 11> kGlyphs = {
    0b111'101'101'101'111, 0b010'110'010'010'111, 0b111'001'111'100'111, 0b111'001'111'001'111,
    0b101'101'111'001'001, 0b111'100'111'001'111, 0b111'100'111'101'111, 0b111'001'010'010'010,
    0b111'101'111'101'111, 0b111'101'111'001'111, 0b000'010'000'010'000};

void draw_glyph(Picture& picture, int x, int y, int dot, int glyph) {
  for (int bit = 0; bit < 15; ++bit) {
    if ((kGlyphs[static_cast<std::size_t>(glyph)] >> (14 - bit) & 1) != 0) {
      picture.fill(x + bit % 3 * dot, y + bit / 3 * dot, dot, dot, 235, 128, 128);
    }
  }
}

// Height of the hills at a place, as a share of the picture.
double hill(double x, double scale, double base) {
  return base + 0.06 * std::sin(x * scale) + 0.03 * std::sin(x * scale * 2.7 + 1);
}

// A number that looks random and is always the same for the same place and time.
std::uint32_t hash(std::uint32_t x, std::uint32_t y, std::uint32_t t) {
  std::uint32_t h = x * 0x9E3779B1U ^ y * 0x85EBCA77U ^ t * 0xC2B2AE3DU;
  h ^= h >> 15;
  h *= 0x2C1B3C6DU;
  return h ^ h >> 12;
}

struct Colour {
  double luma, cb, cr;
};

Colour landscape(double x, double y) {
  const double texture = std::sin(x * 57) * std::cos(y * 43) + std::sin((x + y) * 131) * 0.5;
  if (y > hill(x, 3, 0.72)) return {78 + 16 * texture, 108, 112};
  if (y > hill(x + 2, 5, 0.55)) return {112 + 14 * texture, 116, 118};
  return {190 - 70 * y + 4 * std::sin(x * 9 + y * 21), 146, 116};
}

constexpr double kPanRange = 3;  // in heights of the picture

int even(double value) { return static_cast<int>(value) / 2 * 2; }

void draw_ball(Picture& picture, double seconds) {
  const int width = picture.width(), height = picture.height(), radius = height / 12;
  const double path = std::fmod(seconds * 0.11, 2.0);
  const double bounce = std::abs(std::sin(seconds * 2.1));
  const int x = static_cast<int>((path < 1 ? path : 2 - path) * (width - 2 * radius)) + radius;
  const int y = static_cast<int>(height * (0.85 - 0.6 * bounce));
  for (int row = -radius; row <= radius; ++row) {
    const auto half = static_cast<int>(std::sqrt(radius * radius - row * row));
    const auto luma = static_cast<std::uint8_t>(120 - 50 * row / radius);
    picture.fill(x - half, y + row, 2 * half, 1, luma, 100, 190);
  }
}

}  // namespace

Picture::Picture(int width, int height)
    : width_(width), height_(height), chroma_(at(width, 0, height)) {
  memory_.resize(chroma_ + 2 * chroma_size());
}

void Picture::fill(int x, int y, int width, int height, std::uint8_t y_value, std::uint8_t cb_value,
                   std::uint8_t cr_value) {
  const int left = std::max(x, 0), right = std::min(x + width, width_);
  for (int row = std::max(y, 0); row < std::min(y + height, height_); ++row) {
    for (int col = left; col < right; ++col) {
      luma(col, row) = y_value;
      if (row / 2 < height_ / 2 && col / 2 < width_ / 2) {
        cb(col / 2, row / 2) = cb_value;
        cr(col / 2, row / 2) = cr_value;
      }
    }
  }
}

Scene::Scene(int width, int height) : landscape_(width + even(kPanRange * height), height) {
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < landscape_.width(); ++x) {
      const Colour colour =
          landscape(static_cast<double>(x) / height, static_cast<double>(y) / height);
      landscape_.luma(x, y) = static_cast<std::uint8_t>(colour.luma);
      landscape_.cb(x / 2, y / 2) = static_cast<std::uint8_t>(colour.cb);
      landscape_.cr(x / 2, y / 2) = static_cast<std::uint8_t>(colour.cr);
    }
  }
}

void Scene::draw(Picture& picture, double seconds) const {
  const int width = picture.width(), height = picture.height();
  const int pan = even((0.5 - 0.5 * std::cos(seconds * 0.1)) * kPanRange * height);
  const auto time = static_cast<std::uint32_t>(std::lround(seconds * 1000));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto grain = static_cast<int>(
          hash(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), time) % 5);
      picture.luma(x, y) = static_cast<std::uint8_t>(landscape_.luma(x + pan, y) + grain - 2);
      picture.cb(x / 2, y / 2) = landscape_.cb((x + pan) / 2, y / 2);
      picture.cr(x / 2, y / 2) = landscape_.cr((x + pan) / 2, y / 2);
    }
  }
  draw_ball(picture, seconds);
}

void draw_clock(Picture& picture, double seconds) {
  const int dot = std::max(picture.height() / 90, 2);
  const auto total = static_cast<int>(seconds * 100 + 0.5);
  const std::array<int, 8> glyphs = {total / 60000 % 10, total / 6000 % 10, 10,
                                     total / 1000 % 6,   total / 100 % 10,  10,
                                     total / 10 % 10,    total % 10};
  picture.fill(dot * 3, dot * 3, dot * 35, dot * 9, 16, 128, 128);
  int x = dot * 5;
  for (const int glyph : glyphs) {
    draw_glyph(picture, x, dot * 5, dot, glyph);
    x += dot * 4;
  }
}

}  // namespace vqa::impair
