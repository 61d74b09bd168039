// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace vqa {

/// How long to wait before the next try: twice as long each time, up to a limit, and a random part
/// of that, so that a thousand monitors do not come back to a receiver all at once.
class Backoff {
 public:
  using Pause = std::chrono::milliseconds;

  static constexpr Pause kFirst{100};
  static constexpr Pause kLongest{30'000};
  /// A receiver may ask for more, but not to be left alone for ever.
  static constexpr Pause kLongestAskedFor{3'600'000};

  explicit Backoff(std::uint32_t seed = std::random_device{}()) : random_(seed) {}
  Backoff(Pause first, Pause longest) : Backoff() {
    limit_ = first_ = std::min(first, longest);
    longest_ = longest;
  }

  Pause next(Pause asked_for = Pause::zero()) {
    std::uniform_int_distribution<Pause::rep> part(limit_.count() / 2, limit_.count());
    limit_ = std::min(limit_ * 2, longest_);
    return std::max(Pause(part(random_)), std::min(asked_for, kLongestAskedFor));
  }
  void reset() { limit_ = first_; }

 private:
  std::minstd_rand random_;
  Pause first_ = kFirst, longest_ = kLongest, limit_ = kFirst;
};

}  // namespace vqa
