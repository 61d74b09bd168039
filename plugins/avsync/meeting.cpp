// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/meeting.h"

#include <algorithm>

namespace vqa {
namespace {

constexpr Time kPatience = 60s;  // with a side that does not come
constexpr Time kPatienceLive = 3s;
constexpr Time kAtOnce = 200ms;     // more than that is a hole in the stamps, and nobody was alone
constexpr Time kAcquainted = 5s;    // after as long it is known what is usual
constexpr Time::rep kForget = 100;  // as a share of the time that goes by

}  // namespace

void Meeting::come(Side side, Time time, Time end) {
  Progress& own = sides_[index(side)];
  Progress& others = sides_[index(other(side))];
  const Time step = own.end ? std::max(end - *own.end, Time::zero()) : end - time;
  const Time counted = std::min(step, std::max(kAtOnce, end - time));
  own.usual = std::max(own.usual - counted / kForget, others.alone);
  own.end = own.end ? std::max(*own.end, end) : end;
  own.lasted += counted;
  own.left = false;
  own.alone += counted;
  others.alone = Time::zero();
}

Time Meeting::missing(Side side) const {
  const Progress& own = sides_[index(side)];
  const Progress& others = sides_[index(other(side))];
  if (!own.end || own.left || own.lasted < kAcquainted) return Time::zero();
  return std::max(others.alone - own.usual, Time::zero());
}

Time Meeting::patience() const { return live_ ? kPatienceLive : kPatience; }

std::optional<Time> Meeting::reached() const {
  const auto& [one, two] = sides_;
  if (!one.end && !two.end) return std::nullopt;
  const Time most = std::max(one.end.value_or(Time::min()), two.end.value_or(Time::min()));
  if (!one.end || !two.end) return most - patience();
  if (one.left || two.left) return one.left && two.left ? most : one.left ? *two.end : *one.end;
  return std::max(std::min(*one.end, *two.end), most - patience());
}

}  // namespace vqa
