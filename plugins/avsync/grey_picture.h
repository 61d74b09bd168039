// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <opencv2/core.hpp>

#include "core/view.h"

namespace vqa {

/// Luma in 8 bits, for OpenCV. (For files that use it only: others do not get to see it.) What the
/// picture already has like this is not copied.
cv::Mat grey_part(const PlaneView& luma, const cv::Rect& part);

}  // namespace vqa
