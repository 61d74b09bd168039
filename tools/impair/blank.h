// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>

#include "impair/picture.h"

namespace vqa::impair {

/// The colours of `solid`, by the index of the word.
constexpr std::array<Colour, 4> kSolids = {{
    {126, 128, 128},  // grey, as from a decoder without a reference
    {0, 0, 0},        // green, as from memory that nobody wrote to
    {32, 240, 118},   // blue, as from a player without a signal
    kWhite,
}};

/// One colour everywhere.
void draw_blank(Picture& picture, const Colour& colour);
/// What a station leaves in the corner when there is no programme.
void draw_station(Picture& picture);
/// Colour bars of 75 %, from white to black (EBU Tech 3325), by the matrix of BT.709.
void draw_bars(Picture& picture);

}  // namespace vqa::impair
