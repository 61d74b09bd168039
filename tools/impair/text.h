// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>

#include "impair/picture.h"

namespace vqa::impair {

constexpr int kGlyphDots = 4;  ///< from one letter to the next
constexpr int kTextHeight = 5;

/// Width of a line of text, in dots.
int text_width(std::string_view text);

/// Draws a line of text (capitals, digits and a few signs) from a place on, in dots of a size that
/// need not be whole. Nothing is drawn outside of `within`.
void draw_text(Picture& picture, const Box& within, double x, double y, double dot,
               std::string_view text, const Colour& colour = kWhite);

/// MM:SS, and hundredths behind it if wanted.
std::string clock_text(double seconds, bool with_hundredths);

}  // namespace vqa::impair
