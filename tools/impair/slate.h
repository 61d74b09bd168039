// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "impair/picture.h"

namespace vqa::impair {

/// Draws a card with a title and lines of text, and a clock that ticks once a second if wanted.
void draw_slate(Picture& picture, double seconds, bool with_clock);

}  // namespace vqa::impair
