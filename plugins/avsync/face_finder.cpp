// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/face_finder.h"

#include <algorithm>
#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

namespace vqa {
namespace {

constexpr const char* kFolders[] = {"/usr/share/opencv4", "/usr/local/share/opencv4",
                                    "/usr/share/opencv"};
constexpr double kStep = 1.15;  // from one size to the next
constexpr int kNeighbours = 4;  // places around it that look like a face as well

}  // namespace

struct FaceFinder::Cascade {
  cv::CascadeClassifier classifier;
};

std::string FaceFinder::cascade() {
  for (const std::filesystem::path folder : kFolders) {
    std::error_code none;
    const auto path = folder / "haarcascades" / "haarcascade_frontalface_alt2.xml";
    if (std::filesystem::exists(path, none)) return path;
  }
  return {};
}

FaceFinder::FaceFinder(const std::string& cascade) : cascade_(std::make_unique<Cascade>()) {
  try {
    if (!cascade.empty()) cascade_->classifier.load(cascade);
  } catch (const cv::Exception&) {
    cascade_->classifier = {};  // which is no file of this kind
  }
}

FaceFinder::~FaceFinder() = default;

bool FaceFinder::ready() const { return !cascade_->classifier.empty(); }

std::vector<FaceBox> FaceFinder::find(const SmallPicture& picture, int least) {
  if (!ready() || picture.pixels.empty()) return {};
  cv::Mat grey(picture.height, picture.width, CV_8U);
  std::copy(picture.pixels.begin(), picture.pixels.end(), grey.ptr());
  cv::equalizeHist(grey, grey);
  std::vector<cv::Rect> found;
  cascade_->classifier.detectMultiScale(grey, found, kStep, kNeighbours, 0, {least, least});
  std::vector<FaceBox> boxes;
  for (const cv::Rect& rect : found)
    boxes.push_back({static_cast<double>(rect.x), static_cast<double>(rect.y),
                     static_cast<double>(rect.width)});
  std::sort(boxes.begin(), boxes.end(),
            [](const FaceBox& one, const FaceBox& two) { return one.side > two.side; });
  return boxes;
}

}  // namespace vqa
