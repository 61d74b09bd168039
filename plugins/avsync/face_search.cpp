// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/face_search.h"

#include <exception>
#include <utility>

namespace vqa {

bool FaceSearch::ask(SmallPicture picture, int least) {
  const std::lock_guard lock(mutex_);
  if (busy_ || impossible_) return false;
  busy_ = true;
  answer_.reset();
  question_ = {std::move(picture), least};
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  changed_.notify_one();
  return true;
}

std::optional<FaceSearch::Faces> FaceSearch::answer() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answer_, std::nullopt);
}

bool FaceSearch::impossible() const {
  const std::lock_guard lock(mutex_);
  return impossible_;
}

void FaceSearch::stop() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
  const std::lock_guard lock(mutex_);
  question_.reset();
  answer_.reset();
  busy_ = quit_ = impossible_ = false;
}

void FaceSearch::work() {
  const Find find = prepare_();
  std::unique_lock lock(mutex_);
  impossible_ = !find;
  while (!quit_ && find) {
    changed_.wait(lock, [this] { return quit_ || question_; });
    if (quit_) break;
    const Question question = std::move(*std::exchange(question_, std::nullopt));
    lock.unlock();
    Faces faces;
    try {
      faces = find(question.picture, question.least);
    } catch (const std::exception&) {
      faces.clear();  // what cannot be looked at has none
    }
    lock.lock();
    answer_ = std::move(faces);
    busy_ = false;
  }
}

}  // namespace vqa
