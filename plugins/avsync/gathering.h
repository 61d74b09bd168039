// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

namespace vqa::gst {

/// Work of several threads, done by one of them at a time and in the order in which it came, and
/// nobody waits: whoever brings some does it, and all that others bring meanwhile, unless somebody
/// is at it already.
class Gathering {
 public:
  using Work = std::function<void()>;

  /// `after`: done after each piece of work, by the same thread.
  template <class After>
  void bring(Work work, After after) {
    {
      const std::lock_guard lock(mutex_);
      work_.push_back(std::move(work));
      if (std::exchange(busy_, true)) return;
    }
    while (Work next = take()) {
      next();
      after();
    }
  }
  /// Is so much waiting that what can be spared should be?
  bool crowded() const {
    const std::lock_guard lock(mutex_);
    return work_.size() > kMany;
  }

 private:
  static constexpr std::size_t kMany = 500;

  Work take() {
    const std::lock_guard lock(mutex_);
    if (work_.empty()) {
      busy_ = false;
      return {};
    }
    Work next = std::move(work_.front());
    work_.pop_front();
    return next;
  }

  mutable std::mutex mutex_;
  std::deque<Work> work_;
  bool busy_ = false;
};

}  // namespace vqa::gst
