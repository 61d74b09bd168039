// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/face_crop.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "avsync/grey_picture.h"

namespace vqa {
namespace {

// A crop is a little larger than what a face finder takes for the face.
constexpr double kLarger = 1.2, kLeft = 0.1, kAbove = 0.02;
constexpr double kBeside = 10;  // pixels of the crop: it may move by as much until the next picture
constexpr double kCoarse = 2;   // pixels for one of the crop: more than that are averaged first

/// The part of the picture, of this size, that the crop reaches.
cv::Rect reach(const CropPlace& place, double aspect, const PlaneView& luma) {
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
  for (const double x : {-kBeside, kCropSide + kBeside}) {
    for (const double y : {-kBeside, kCropSide + kBeside}) {
      const cv::Vec2d at = place * cv::Vec3d(x, y, 1);
      left = std::min(left, at[0] / aspect);
      right = std::max(right, at[0] / aspect);
      top = std::min(top, at[1]);
      bottom = std::max(bottom, at[1]);
    }
  }
  const cv::Point first(static_cast<int>(std::floor(left)) - 1,
                        static_cast<int>(std::floor(top)) - 1);
  const cv::Point last(static_cast<int>(std::ceil(right)) + 2,
                       static_cast<int>(std::ceil(bottom)) + 2);
  return cv::Rect(first, last) & cv::Rect(0, 0, luma.width, luma.height);
}

}  // namespace

CropPlace place_of(const FaceBox& box) {
  const double scale = kLarger * box.side / kCropSide;
  return {scale, 0, box.x - kLeft * box.side, 0, scale, box.y - kAbove * box.side};
}

FaceBox box_of(const CropPlace& place) {
  const double scale = std::sqrt(std::abs(place(0, 0) * place(1, 1) - place(0, 1) * place(1, 0)));
  const double side = scale * kCropSide / kLarger, half = kCropSide / 2.0;
  const cv::Vec2d middle = place * cv::Vec3d(half, half, 1);
  return {middle[0] - (kLarger / 2 - kLeft) * side, middle[1] - (kLarger / 2 - kAbove) * side,
          side};
}

CropPlace moved(const CropPlace& place, const CropPlace& motion) {
  const cv::Matx33d then(motion(0, 0), motion(0, 1), motion(0, 2), motion(1, 0), motion(1, 1),
                         motion(1, 2), 0, 0, 1);
  return place * then;
}

FacePatch patch_around(const PlaneView& luma, double aspect, const CropPlace& place) {
  cv::Rect part = reach(place, aspect, luma);
  const double scale = box_of(place).side * kLarger / kCropSide;
  const double wanted = scale * kCropSide * scale * kCropSide / aspect;
  const int times = scale < kCoarse ? 1 : static_cast<int>(scale);
  if (part.area() < wanted / 2 || part.width < 8 * times || part.height < 8 * times) return {};
  // (Whole numbers of pixels are averaged much faster.)
  part.width -= part.width % times;
  part.height -= part.height % times;
  FacePatch patch{.grey = grey_part(luma, part),
                  .left = part.x * aspect,
                  .top = static_cast<double>(part.y),
                  .across = aspect * times,
                  .down = static_cast<double>(times)};
  if (times == 1) return patch;
  cv::Mat small;
  cv::resize(patch.grey, small, part.size() / times, 0, 0, cv::INTER_AREA);
  patch.grey = small;
  return patch;
}

cv::Mat crop(const FacePatch& patch, const CropPlace& place) {
  // Middles of pixels are at whole numbers here, for OpenCV.
  const double left = (place(0, 2) - patch.left + 0.5) / patch.across - 0.5;
  const double top = (place(1, 2) - patch.top + 0.5) / patch.down - 0.5;
  const cv::Matx23d matrix(place(0, 0) / patch.across, place(0, 1) / patch.across, left,
                           place(1, 0) / patch.down, place(1, 1) / patch.down, top);
  cv::Mat out;
  cv::warpAffine(patch.grey, out, matrix, {kCropSide, kCropSide},
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  return out;
}

}  // namespace vqa
