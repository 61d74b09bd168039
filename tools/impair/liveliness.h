// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "impair/picture.h"

namespace vqa::impair {

/// Where in a picture there is most movement, such as a mouth that speaks.
struct LiveRegion {
  Box box;              ///< its edges are even
  double movement = 0;  ///< mean difference of its luma
};

/// Compares two pictures. The region has a share of `area`, and the shape of the picture.
LiveRegion liveliest(const Picture& one, const Picture& two, double area);

}  // namespace vqa::impair
