// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/face_note.h"

#include <algorithm>

namespace vqa {

double overlap(const FaceBox& one, const FaceBox& two) {
  const double width = std::min(one.x + one.side, two.x + two.side) - std::max(one.x, two.x);
  const double height = std::min(one.y + one.side, two.y + two.side) - std::max(one.y, two.y);
  if (width <= 0 || height <= 0) return 0;
  const double both = width * height;
  return both / (one.side * one.side + two.side * two.side - both);
}

}  // namespace vqa
