// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/event.h"
#include "core/time.h"

namespace vqa {

/// What makes damage likely before the picture is looked at: packets that an element in front
/// misses, and pictures that did not come.
class LossWatch {
 public:
  /// An event of a detector in front: vqatransport's losses are of interest.
  void hear(const Event& event);
  /// A picture of this time came.
  void see(Time time);
  void forget();

  /// How much more likely than otherwise damage is now: the logarithm of the odds.
  double odds() const;
  /// Packets that were lost, if damage now may come of that.
  std::optional<std::int64_t> packets() const;

 private:
  struct Loss {
    std::int64_t packets;
    bool over;  ///< none was lost for a while
  };
  std::optional<Loss> loss_;
  std::optional<Time> last_, over_since_, missing_;
  Time interval_{};  ///< that pictures usually have
};

}  // namespace vqa
