// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "avsync/side.h"

namespace vqa {

/// Where the stamps of one side jump: a hole, or an overlap. Streams whose stamps jitter, or that
/// have no rate of their own, are allowed as much as they do all the time.
class Stamps {
 public:
  explicit Stamps(Side side) : side_(side) {}

  struct Jump {
    Time at{};    ///< where the next one should have been
    Time size{};  ///< positive: a hole
    bool announced = false;
  };
  std::optional<Jump> take(const Stamp& stamp, Time least);
  /// The stream itself says that there is nothing until then.
  void announce(Time until) { announced_until_ = until; }
  void reset() { *this = Stamps(side_); }

 private:
  static constexpr std::size_t kKept = 100;

  Time expected_length(const Stamp& stamp) const;
  void learn(Time length, Time off);
  Time jitter() const;

  Side side_;
  std::optional<Stamp> last_;
  std::optional<Time> announced_until_;
  std::array<Time, kKept> lengths_{}, offs_{};
  std::size_t learned_ = 0;
  Time typical_{}, jitter_{};
};

}  // namespace vqa
