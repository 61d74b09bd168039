// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "impair/defect.h"
#include "impair/picture.h"

namespace vqa::impair {

/// Draws what lies over a programme that goes on, `frames` after it began: a filled part, a mosaic,
/// a grid or a flash.
void draw_effect(const Defect& defect, double frames, double frames_a_second, Picture& picture);

}  // namespace vqa::impair
