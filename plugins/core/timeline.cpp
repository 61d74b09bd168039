// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/timeline.h"

namespace vqa {
namespace {

// Broken muxers put frames a few places out of order. Nothing that plays a stream again from an
// earlier point steps back by as little as this.
constexpr Time kJitter = 1s;

}  // namespace

Timeline::Step Timeline::advance(std::optional<Time> stamp, Time interval) {
  Step step;
  if (!stamp) {
    step.time = last_ ? *last_ + interval_ : Time::zero();
  } else if (last_ && *stamp < *last_) {
    step.jumped_back = *last_ - *stamp > kJitter;
    step.time = step.jumped_back ? *stamp : *last_;
  } else {
    step.time = *stamp;
  }
  last_ = step.time;
  interval_ = interval;
  return step;
}

}  // namespace vqa
