// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace vqa::impair {
namespace {

// Each glyph on a raster of 3x5, one row every three bits, top row first.
constexpr std::array<std::uint16_t, 10> kDigits = {
    0b111'101'101'101'111, 0b010'110'010'010'111, 0b111'001'111'100'111, 0b111'001'111'001'111,
    0b101'101'111'001'001, 0b111'100'111'001'111, 0b111'100'111'101'111, 0b111'001'010'010'010,
    0b111'101'111'101'111, 0b111'101'111'001'111};
constexpr std::array<std::uint16_t, 26> kLetters = {
    0b010'101'111'101'101, 0b110'101'110'101'110, 0b011'100'100'100'011, 0b110'101'101'101'110,
    0b111'100'110'100'111, 0b111'100'110'100'100, 0b011'100'101'101'011, 0b101'101'111'101'101,
    0b111'010'010'010'111, 0b001'001'001'101'010, 0b101'101'110'101'101, 0b100'100'100'100'111,
    0b101'111'111'101'101, 0b110'101'101'101'101, 0b010'101'101'101'010, 0b110'101'110'100'100,
    0b010'101'101'110'011, 0b110'101'110'101'101, 0b011'100'010'001'110, 0b111'010'010'010'010,
    0b101'101'101'101'111, 0b101'101'101'101'010, 0b101'101'111'111'101, 0b101'101'010'101'101,
    0b101'101'010'010'010, 0b111'001'010'100'111};

std::uint16_t glyph(char sign) {
  if (sign >= '0' && sign <= '9') return kDigits[static_cast<std::size_t>(sign - '0')];
  if (sign >= 'A' && sign <= 'Z') return kLetters[static_cast<std::size_t>(sign - 'A')];
  if (sign == ':') return 0b000'010'000'010'000;
  if (sign == '-') return 0b000'000'111'000'000;
  if (sign == '.') return 0b000'000'000'000'010;
  return 0;
}

int place(double value) { return static_cast<int>(std::floor(value)); }

// The part of a box that is in another one.
Box common(const Box& one, const Box& two) {
  const int x = std::max(one.x, two.x), y = std::max(one.y, two.y);
  return {x, y, std::min(one.x + one.width, two.x + two.width) - x,
          std::min(one.y + one.height, two.y + two.height) - y};
}

}  // namespace

int text_width(std::string_view text) { return static_cast<int>(text.size()) * kGlyphDots - 1; }

void draw_text(Picture& picture, const Box& within, double x, double y, double dot,
               std::string_view text, const Colour& colour) {
  for (const char sign : text) {
    const std::uint16_t bits = glyph(sign);
    for (int bit = 0; bit < 15; ++bit) {
      if ((bits >> (14 - bit) & 1) == 0) continue;
      const double left = x + bit % 3 * dot, top = y + bit / 3 * dot;
      const Box ink = {place(left), place(top), place(left + dot) - place(left),
                       place(top + dot) - place(top)};
      picture.fill(common(ink, within), colour);
    }
    x += kGlyphDots * dot;
  }
}

std::string clock_text(double seconds, bool with_hundredths) {
  const auto total = static_cast<int>(seconds * 100 + 0.5);
  char text[32];
  std::snprintf(text, sizeof text, with_hundredths ? "%02d:%02d:%02d" : "%02d:%02d",
                total / 6000 % 100, total / 100 % 60, total % 100);
  return text;
}

}  // namespace vqa::impair
