// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/slate.h"

#include <cmath>
#include <string_view>

#include "impair/text.h"

namespace vqa::impair {
namespace {

constexpr Colour kCard = {44, 160, 112};
constexpr Colour kRule = {150, 60, 170};

// A line in the middle of the picture, its letters so many percent of the picture high.
void draw_line(Picture& picture, double top, double size, std::string_view text) {
  const double dot = picture.height() * size / 100 / kTextHeight;
  const double x = (picture.width() - text_width(text) * dot) / 2;
  draw_text(picture, {0, 0, picture.width(), picture.height()}, x, picture.height() * top / 100,
            dot, text);
}

}  // namespace

void draw_slate(Picture& picture, double seconds, bool with_clock) {
  const int width = picture.width(), height = picture.height();
  picture.fill({0, 0, width, height}, kCard);
  draw_line(picture, 18, 11, "BACK SOON");
  picture.fill({width / 16 * 4, height * 35 / 200 * 4 / 2, width / 16 * 8, height / 90 * 2 + 2},
               kRule);
  draw_line(picture, 46, 5, "THE PROGRAMME IS INTERRUPTED");
  draw_line(picture, 56, 5, "AND GOES ON IN A MOMENT");
  if (with_clock) draw_line(picture, 76, 9, clock_text(std::floor(seconds + 1e-6), false));
}

}  // namespace vqa::impair
