// SPDX-License-Identifier: LGPL-2.1-or-later
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>
#include <vector>

#include "avsync/face_crop.h"
#include "core/statistics.h"

// Where things are in a crop of kCropSide was measured, with all else: see docs/sync.md.

namespace vqa {
namespace {

const cv::Range kFaceRows(20, 100), kFaceCols(20, 92);
const cv::Range kInsideRows(66, 100), kInsideCols(36, 76);
const cv::Range kAroundRows(54, 110), kAroundCols(26, 86);
// In what is around:
const cv::Range kCheekRows(0, 14), kLipCols(12, 48);
const cv::Range kLowerRows(28, 52), kBelowRows(28, 50), kAboveRows(6, 24), kLipRows(12, 50);

constexpr double kDarkest = 0.05;  // of what is inside
constexpr double kNoise = 5;       // luma: more than that is contrast

double mean_of(const cv::Mat& part) { return cv::mean(part)[0]; }

}  // namespace

Mouth mouth_of(const cv::Mat& before, const cv::Mat& now) {
  Mouth mouth;
  cv::Scalar mean, deviation;
  cv::meanStdDev(now(kFaceRows, kFaceCols), mean, deviation);
  const cv::Mat inside = now(kInsideRows, kInsideCols);
  std::vector<std::uint8_t> lumas;
  for (int y = 0; y < inside.rows; ++y)
    lumas.insert(lumas.end(), inside.ptr(y), inside.ptr(y) + inside.cols);
  const double contrast = deviation[0] + kNoise;
  mouth.dark = static_cast<float>((mean[0] - quantile(lumas, kDarkest)) / contrast);
  mouth.shade = static_cast<float>((mean[0] - mean_of(inside)) / contrast);

  cv::Mat flow;
  cv::calcOpticalFlowFarneback(before(kAroundRows, kAroundCols), now(kAroundRows, kAroundCols),
                               flow, 0.5, 2, 9, 2, 5, 1.1, 0);
  cv::Mat ways[2];
  cv::split(flow, ways);
  const double head = mean_of(ways[1].rowRange(kCheekRows));
  const double below = mean_of(ways[1](kBelowRows, kLipCols));
  mouth.lip = static_cast<float>(mean_of(ways[1](kLowerRows, kLipCols)) - head);
  mouth.apart = static_cast<float>(below - mean_of(ways[1](kAboveRows, kLipCols)));
  cv::Mat length;
  cv::magnitude(ways[0].rowRange(kLipRows), ways[1].rowRange(kLipRows) - head, length);
  mouth.moving = static_cast<float>(mean_of(length));
  return mouth;
}

}  // namespace vqa
