// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/face_track.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>
#include <vector>

#include "avsync/face_crop.h"

namespace vqa {
namespace {

// Eyes and nose, as shares of the crop.
const cv::Rect kUpper(cv::Point(20, 20), cv::Point(92, 67));
constexpr int kCorners = 40;
constexpr double kQuality = 0.01, kApart = 4;  // of corners
constexpr std::size_t kFewest = 6;             // corners that can be followed
constexpr int kFewestTrue = 5;                 // that move together
constexpr double kShareTrue = 0.4;
constexpr double kOff = 1;  // pixel: from where the others say that it is
constexpr double kSmaller = 0.85, kLarger = 1.18, kShift = 30;
constexpr double kSame = 0.5;  // likeness: less is another picture

double likeness_of(const cv::Mat& one, const cv::Mat& two) {
  std::int64_t sum1 = 0, sum2 = 0, squares1 = 0, squares2 = 0, products = 0;
  for (int y = kUpper.y; y < kUpper.br().y; ++y) {
    const std::uint8_t *row1 = one.ptr(y), *row2 = two.ptr(y);
    for (int x = kUpper.x; x < kUpper.br().x; ++x) {
      sum1 += row1[x];
      sum2 += row2[x];
      squares1 += row1[x] * row1[x];
      squares2 += row2[x] * row2[x];
      products += row1[x] * row2[x];
    }
  }
  const auto about = [](std::int64_t sum, std::int64_t of1, std::int64_t of2) {
    return static_cast<double>(sum) - static_cast<double>(of1 * of2) / kUpper.area();
  };
  const double spread = about(squares1, sum1, sum1) * about(squares2, sum2, sum2);
  return spread > 1 ? about(products, sum1, sum2) / std::sqrt(spread) : 0;
}

/// How the head moved from one crop to the next.
std::optional<CropPlace> motion_of(const cv::Mat& before, const cv::Mat& now) {
  std::vector<cv::Point2f> from, to, kept_from, kept_to;
  cv::goodFeaturesToTrack(before(kUpper), from, kCorners, kQuality, kApart);
  if (from.size() < kFewest) return std::nullopt;
  for (auto& point : from) point += cv::Point2f(kUpper.tl());
  std::vector<std::uint8_t> found;
  std::vector<float> errors;
  cv::calcOpticalFlowPyrLK(before, now, from, to, found, errors, {15, 15}, 2);
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (found[i] == 0) continue;
    kept_from.push_back(from[i]);
    kept_to.push_back(to[i]);
  }
  if (kept_from.size() < kFewest) return std::nullopt;
  std::vector<std::uint8_t> true_ones;
  const cv::Mat motion =
      cv::estimateAffinePartial2D(kept_from, kept_to, true_ones, cv::RANSAC, kOff);
  const auto count = std::count(true_ones.begin(), true_ones.end(), 1);
  if (motion.empty() || count < kFewestTrue ||
      static_cast<double>(count) < kShareTrue * static_cast<double>(kept_from.size()))
    return std::nullopt;
  const CropPlace place = motion;
  const double scale = std::hypot(place(0, 0), place(1, 0));
  const double middle = kCropSide / 2.0;
  const cv::Vec2d shift = place * cv::Vec3d(middle, middle, 1) - cv::Vec2d(middle, middle);
  if (scale < kSmaller || scale > kLarger || cv::norm(shift) > kShift) return std::nullopt;
  return place;
}

}  // namespace

struct FaceTrack::State {
  CropPlace place;
  cv::Mat crop;
};

FaceTrack::FaceTrack(const PlaneView& luma, double aspect, const FaceBox& box)
    : state_(std::make_unique<State>()) {
  state_->place = place_of(box);
  const FacePatch patch = patch_around(luma, aspect, state_->place);
  if (!patch.grey.empty()) state_->crop = crop(patch, state_->place);
}

FaceTrack::~FaceTrack() = default;

FaceBox FaceTrack::box() const { return box_of(state_->place); }

double FaceTrack::likeness(const FaceTrack& other) const {
  if (state_->crop.empty() || other.state_->crop.empty()) return 0;
  return likeness_of(state_->crop, other.state_->crop);
}

std::optional<Mouth> FaceTrack::follow(const PlaneView& luma, double aspect) {
  const FacePatch patch = patch_around(luma, aspect, state_->place);
  if (patch.grey.empty() || state_->crop.empty()) return std::nullopt;
  const auto motion = motion_of(state_->crop, crop(patch, state_->place));
  if (!motion) return std::nullopt;
  const CropPlace place = moved(state_->place, *motion);
  const cv::Mat now = crop(patch, place);
  if (likeness_of(state_->crop, now) < kSame) return std::nullopt;
  const Mouth mouth = mouth_of(state_->crop, now);
  *state_ = {place, now};
  return mouth;
}

}  // namespace vqa
