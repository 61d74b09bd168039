// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace vqa {

/// Tells copies of what came before, from any thread: a demuxer sends an event that comes by to
/// each of its streams. Remembers the last thousand, which is minutes.
class Once {
 public:
  /// Is this the first with that number? (0 is none.)
  bool first(std::uint32_t number) {
    if (number == 0) return true;
    const std::lock_guard lock(mutex_);
    if (std::find(seen_.begin(), seen_.end(), number) != seen_.end()) return false;
    seen_[next_++ % seen_.size()] = number;
    return true;
  }

 private:
  std::mutex mutex_;
  std::array<std::uint32_t, 1024> seen_{};
  std::size_t next_ = 0;
};

}  // namespace vqa
