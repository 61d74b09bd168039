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

/// The part of a picture around a face, with about as many pixels as a crop needs. It may point
/// into the picture.
struct FacePatch {
  cv::Mat grey;  ///< empty: it lies outside of the picture for the most part
  double left = 0, top = 0, across = 1, down = 1;  ///< on the screen: its corner, and a pixel of it
};
FacePatch patch_around(const PlaneView& luma, double aspect, const CropPlace& place);
cv::Mat crop(const FacePatch& patch, const CropPlace& place);

/// How the mouth in one crop is, and how it moved since the one before.
Mouth mouth_of(const cv::Mat& before, const cv::Mat& now);

}  // namespace vqa
