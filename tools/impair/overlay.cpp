// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/overlay.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "impair/text.h"

namespace vqa::impair {
namespace {

constexpr double kMargin = 0.04;  // to the edges of the picture

int nearest_even(double value) { return std::max(static_cast<int>(std::lround(value / 2)) * 2, 2); }

// The size of a box of this area that is `aspect` times as wide as high, if there is room.
Box box_of(const Picture& picture, double area, double aspect) {
  const double pixels = area * picture.width() * picture.height();
  const double width = std::min(std::sqrt(pixels * aspect), picture.width() * (1 - 2 * kMargin));
  return {0, 0, nearest_even(width), nearest_even(pixels / width)};
}

int margin(double size) { return nearest_even(size * kMargin); }

void draw_clock(Picture& picture, double area, double seconds) {
  constexpr double kBorder = 2;  // dots
  const std::string text = clock_text(seconds, true);
  const double dots = text_width(text) + 2 * kBorder, height = kTextHeight + 2 * kBorder;
  Box box = box_of(picture, area, dots / height);
  box.x = margin(picture.width());
  box.y = margin(picture.height());
  picture.fill(box, kBlack);
  const double dot = std::min(box.width / dots, box.height / height);
  draw_text(picture, box, box.x + kBorder * dot, box.y + kBorder * dot, dot, text);
}

// A disc of four sectors that turns, once in four seconds.
void draw_logo(Picture& picture, double area, double seconds) {
  Box box = box_of(picture, area, 1);
  box.x = picture.width() - margin(picture.width()) - box.width;
  box.y = margin(picture.height());
  const double radius = box.width / 2.0, turn = seconds * std::numbers::pi / 2;
  picture.fill(box, {50, 170, 110});
  for (int y = 0; y < box.height; ++y) {
    for (int x = 0; x < box.width; ++x) {
      const double right = x + 0.5 - radius, down = y + 0.5 - box.height / 2.0;
      if (right * right + down * down > radius * radius) continue;
      const bool light = std::sin(2 * (std::atan2(down, right) - turn)) > 0;
      picture.luma(box.x + x, box.y + y) = light ? 215 : 95;
    }
  }
}

void draw_ticker(Picture& picture, double area, double seconds) {
  static const std::string kNews =
      "BREAKING - THE PICTURE STANDS STILL - THIS LINE GOES ON - FOR AS LONG AS IT TAKES - ";
  constexpr double kWidth = 20, kHeight = 7, kSpeed = 25;  // heights, dots, dots a second
  Box box = box_of(picture, area, kWidth);
  box.x = (picture.width() - box.width) / 4 * 2;
  box.y = (picture.height() - margin(picture.height()) - box.height) / 2 * 2;
  picture.fill(box, {60, 110, 175});
  const double dot = box.height / kHeight;
  const double length = static_cast<double>(kNews.size()) * kGlyphDots * dot;
  double x = box.x - std::fmod(seconds * kSpeed * dot, length);
  for (; x < box.x + box.width; x += length) draw_text(picture, box, x, box.y + dot, dot, kNews);
}

}  // namespace

void Overlay::draw(Picture& picture, double seconds) const {
  switch (what) {
    case What::clock:
      return draw_clock(picture, area, seconds);
    case What::logo:
      return draw_logo(picture, area, seconds);
    case What::ticker:
      return draw_ticker(picture, area, seconds);
  }
}

std::vector<Overlay> overlays_of(const std::vector<Defect>& defects) {
  std::vector<Overlay> overlays;
  for (const Defect& defect : defects) {
    if (defect.kind->id != Kind::Id::overlay) continue;
    const Overlay overlay = {static_cast<Overlay::What>(defect.value("what")),
                             defect.value("area")};
    if (std::find(overlays.begin(), overlays.end(), overlay) == overlays.end()) {
      overlays.push_back(overlay);
    }
  }
  return overlays;
}

}  // namespace vqa::impair
