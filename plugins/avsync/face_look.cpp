// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/face_look.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "avsync/grey_picture.h"

namespace vqa {
namespace {

constexpr Time kOften = 800ms;  // a look for faces, where there may be one
constexpr Time kSeldom = 4s;    // where there was none for some time
constexpr Time kSomeTime = 5s;
constexpr Time kCheck = 1s;        // is what is followed still a face?
constexpr int kMisses = 4;         // looks that say no, in a row
constexpr Time kFastest = 28ms;    // of pictures that come faster, every other one is enough
constexpr Time kTorn = 150ms;      // between pictures: what was followed is lost
constexpr int kRows = 270;         // of the picture in which faces are looked for
constexpr double kSmallest = 0.1;  // of its height
constexpr double kLeast = 64;      // pixels: of smaller faces the mouth is not seen well enough
constexpr int kCloseUp = 48;       // pixels of a face that is looked for where it was
constexpr double kSame = 0.35, kPlaced = 0.55;  // overlap
constexpr double kAlike = 0.35;
// To follow a face all the time would cost more than all else that is done here. So there are
// rests.
constexpr Time kWatch = 33s;  // six windows of speech, and what is lost around them
constexpr Time kRest = 12s;
constexpr double kCut = 15;  // luma, on the average

SmallPicture shrink(const PlaneView& luma, const cv::Rect& part, const cv::Size& size) {
  const cv::Mat grey = grey_part(luma, part);
  SmallPicture small{.width = size.width, .height = size.height};
  small.pixels.resize(static_cast<std::size_t>(size.area()));
  cv::Mat out(size, CV_8U, small.pixels.data());
  cv::resize(grey, out, size, 0, 0, cv::INTER_AREA);
  return small;
}

}  // namespace

FaceSearch::Prepare FaceLook::haar() {
  return []() -> FaceSearch::Find {
    const auto finder = std::make_shared<FaceFinder>(FaceFinder::cascade());
    if (!finder->ready()) return {};
    return
        [finder](const SmallPicture& picture, int least) { return finder->find(picture, least); };
  };
}

void FaceLook::reset() {
  track_.reset();
  lost_.reset();
  asked_.reset();
  ask_next_ = watch_from_ = {};
  looked_.reset();
  last_face_.reset();
  any_before_ = false;
  without_ = FaceState::none;
}

void FaceLook::notice_cut(const PictureCells& cells) {
  float sum = 0;
  for (std::size_t i = 0; i < cells.mean.size(); ++i)
    sum += std::abs(cells.mean[i] - before_.mean[i]);
  if (std::exchange(any_before_, true) && sum / PictureCells::kCells > kCut) ++cuts_;
  before_ = cells;
}

void FaceLook::rest(Time now) {
  lose();
  without_ = FaceState::resting;
  watch_from_ = now + kRest;
  ask_next_ = watch_from_;
}

void FaceLook::lose() {
  lost_ = std::move(track_);
  lost_at_ = cuts_;
  lost_time_ = looked_.value_or(Time::zero());
  misses_ = 0;
}

FaceNote FaceLook::take(const VideoFrame& picture, const PictureCells& cells) {
  const bool due = !looked_ || std::chrono::abs(picture.time - *looked_) >= kFastest;
  std::optional<Mouth> mouth;
  if (due) {
    // One moment has to be one moment: mouths are small.
    const VideoFrame frame = picture.interlaced ? first_field(picture) : picture;
    aspect_ = picture.interlaced ? pixel_ / 2 : pixel_;
    const bool torn = looked_ && std::chrono::abs(frame.time - *looked_) > kTorn;
    looked_ = frame.time;
    notice_cut(cells);
    if (track_ && !torn) mouth = track_->follow(frame.luma, aspect_);
    if (track_ && !mouth) lose();
    listen(frame, cells);
    if (track_ && frame.time - watch_from_ > kWatch) rest(frame.time);
    if (frame.time >= ask_next_) ask(frame);
  }
  const FaceState state = search_.impossible() ? FaceState::no_cascade
                          : track_             ? FaceState::followed
                                               : without_;
  return {.state = state, .track = tracks_, .speaker = speakers_, .mouth = mouth};
}

void FaceLook::ask(const VideoFrame& frame) {
  const double height = frame.luma.height;
  Question question{.at = frame.time, .around = track_ != nullptr, .cuts = cuts_};
  cv::Rect part(0, 0, frame.luma.width, frame.luma.height);
  double scale = std::min(1.0, kRows / height);
  int least = static_cast<int>(std::lround(kSmallest * height * scale));
  if (track_) {
    const FaceBox box = track_->box();
    part &= cv::Rect(static_cast<int>((box.x - box.side / 2) / aspect_),
                     static_cast<int>(box.y - box.side / 2),
                     static_cast<int>(2 * box.side / aspect_), static_cast<int>(2 * box.side));
    scale = std::min(1.0, kCloseUp / box.side);
    least = static_cast<int>(0.7 * scale * box.side);
  }
  question.left = part.x * aspect_;
  question.top = part.y;
  question.scale = scale;
  const cv::Size size(static_cast<int>(std::lround(part.width * aspect_ * scale)),
                      static_cast<int>(std::lround(part.height * scale)));
  if (size.width < least || size.height < least || size.width < 24 || size.height < 24) return;
  if (!search_.ask(shrink(frame.luma, part, size), least)) return;
  asked_ = question;
  const bool seldom = !track_ && (!last_face_ || frame.time - *last_face_ > kSomeTime);
  ask_next_ = frame.time + (track_ ? kCheck : seldom ? kSeldom : kOften);
}

void FaceLook::listen(const VideoFrame& frame, const PictureCells& cells) {
  if (!asked_) return;
  auto faces = search_.answer();
  if (!faces) return;
  const Question question = *std::exchange(asked_, std::nullopt);
  for (FaceBox& face : *faces)
    face = {face.x / question.scale + question.left, face.y / question.scale + question.top,
            face.side / question.scale};
  if (question.around && track_) check(*faces, frame);
  if (!question.around && !track_ && question.cuts == cuts_) choose(*faces, frame, cells);
}

void FaceLook::check(const std::vector<FaceBox>& faces, const VideoFrame& frame) {
  const FaceBox here = track_->box();
  const auto best =
      std::max_element(faces.begin(), faces.end(), [&here](const FaceBox& one, const FaceBox& two) {
        return overlap(one, here) < overlap(two, here);
      });
  const double most = best != faces.end() ? overlap(*best, here) : 0;
  if (most < kSame) {
    if (++misses_ >= kMisses) lose();
    return;
  }
  misses_ = 0;
  last_face_ = frame.time;
  if (most >= kPlaced) return;
  const FaceBox there = *best;
  lose();
  start(there, frame);
}

void FaceLook::choose(const std::vector<FaceBox>& faces, const VideoFrame& frame,
                      const PictureCells& cells) {
  without_ = FaceState::none;
  for (const FaceBox& face : faces) {
    const double x = (face.x + face.side / 2) / (frame.luma.width * aspect_);
    const double y = (face.y + face.side / 2) / frame.luma.height;
    const int col = static_cast<int>(std::clamp(x, 0.0, 0.999) * PictureCells::kCols);
    const int row = static_cast<int>(std::clamp(y, 0.0, 0.999) * PictureCells::kRows);
    if (cells.at(col, row) == PictureCells::kUnseen) continue;
    last_face_ = frame.time;
    if (face.side < kLeast) {
      without_ = FaceState::small;
      continue;
    }
    start(face, frame);
    return;
  }
}

void FaceLook::start(const FaceBox& box, const VideoFrame& frame) {
  track_ = std::make_unique<FaceTrack>(frame.luma, aspect_, box);
  // A face that was lost for a moment is still watched; after a while without, one begins anew.
  if (!lost_ || frame.time - lost_time_ > kRest / 2) watch_from_ = frame.time;
  ++tracks_;
  const bool same = lost_ && lost_at_ == cuts_ && overlap(lost_->box(), box) > kSame &&
                    track_->likeness(*lost_) >= kAlike;
  if (!same) ++speakers_;
  lost_.reset();
  misses_ = 0;
}

}  // namespace vqa
