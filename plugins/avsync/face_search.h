// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "avsync/face_finder.h"

namespace vqa {

/// Looks for faces in a thread of its own, which is there from the first question on. It has one
/// question at a time, so nobody ever waits for it, and nothing piles up.
class FaceSearch {
 public:
  using Faces = std::vector<FaceBox>;
  using Find = std::function<Faces(const SmallPicture&, int least)>;
  /// What makes a `Find`, in that thread, for it takes long as well. What it makes may be empty:
  /// then it cannot be done at all.
  using Prepare = std::function<Find()>;
  explicit FaceSearch(Prepare prepare) : prepare_(std::move(prepare)) {}
  ~FaceSearch() { stop(); }
  FaceSearch(const FaceSearch&) = delete;
  FaceSearch& operator=(const FaceSearch&) = delete;

  /// True if it had nothing to do; otherwise it does not take the question.
  bool ask(SmallPicture picture, int least);
  /// The answer to the last question, once.
  std::optional<Faces> answer();
  bool impossible() const;
  /// Ends the thread; the next question starts it again.
  void stop();

 private:
  void work();

  struct Question {
    SmallPicture picture;
    int least = 0;
  };
  Prepare prepare_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Question> question_;
  std::optional<Faces> answer_;
  bool busy_ = false, quit_ = false, impossible_ = false;
  std::thread thread_;
};

}  // namespace vqa
