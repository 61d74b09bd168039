// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <opencv2/core.hpp>

#include "avsync/face_note.h"
#include "core/view.h"

namespace vqa {

/// A face as a small picture of always the same size. (For files that use OpenCV only.)
inline constexpr int kCropSide = 112;

/// Where in the picture a place of the crop is: shift, turn and size. On the screen, so that pixels
/// are square.
using CropPlace = cv::Matx23d;

CropPlace place_of(const FaceBox& box);
FaceBox box_of(const CropPlace& place);
/// What is at `place` after it moved, within the crop, as `motion` says.
CropPlace moved(const CropPlace& place, const CropPlace& motion);

/// Nothing (an empty one) if it lies outside of the picture for the most part.
cv::Mat crop(const PlaneView& luma, double aspect, const CropPlace& place);

/// How the mouth in one crop is, and how it moved since the one before.
Mouth mouth_of(const cv::Mat& before, const cv::Mat& now);

}  // namespace vqa
