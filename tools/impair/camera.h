// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "impair/picture.h"

namespace vqa::impair {

/// Each draws a still as a camera sees it that has moved over it for so many frames. At the end of
/// its way it goes back.
void draw_pan(const Picture& still, double pixels_per_frame, double frames, Picture& into);
void draw_zoom(const Picture& still, double share_per_frame, double frames, Picture& into);

/// Draws a still at a part of its brightness: 1 is all of it, 0 is black.
void draw_dimmed(const Picture& still, double brightness, Picture& into);

}  // namespace vqa::impair
