// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>

#include "core/time.h"

namespace vqa {

/// Did a stream keep to a rule, until it broke it? Streams made for the web have rules of their
/// own, which is no trouble of those who watch: who never kept to a rule of broadcasting is told of
/// as information, and once.
class Habit {
 public:
  static constexpr Time kSteady = 10s;

  /// The stream breaks its rule at `now`, or has since `since`. Was it its habit to keep it?
  bool breaks(Time since, Time now, Time begin) {
    const bool kept = since - broken_.value_or(begin) >= kSteady;
    broken_ = now;
    return kept;
  }
  void forget() { broken_.reset(); }

 private:
  std::optional<Time> broken_;  ///< for the last time
};

}  // namespace vqa
