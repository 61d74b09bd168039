// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/stamps.h"

#include <algorithm>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr Time kRounding = 500us;    // of containers that count in milliseconds
constexpr std::size_t kEnough = 25;  // stamps, to know what they are like
constexpr double kMostOf = 0.95;     // of the stamps
constexpr Time kObvious = 100ms;     // whatever they are like
constexpr int kBeyondJitter = 2;     // so many times is no jitter
constexpr Time kElsewhere = 10s;     // further away is another programme, or another try

}  // namespace

// Of a picture, its duration is what somebody hopes for: the distance of the others counts.
Time Stamps::expected_length(const Stamp& stamp) const {
  if (side_ == Side::sound || learned_ < kEnough) return stamp.duration;
  return typical_;
}

void Stamps::learn(Time length, Time off) {
  lengths_[learned_ % kKept] = length;
  offs_[learned_ % kKept] = std::chrono::abs(off);
  ++learned_;
  const auto known = static_cast<std::ptrdiff_t>(std::min(learned_, kKept));
  std::vector<Time> sorted(lengths_.begin(), lengths_.begin() + known);
  typical_ = quantile(sorted, 0.5);
  sorted.assign(offs_.begin(), offs_.begin() + known);
  jitter_ = quantile(sorted, kMostOf);
}

std::optional<Stamps::Jump> Stamps::take(const Stamp& stamp, Time least) {
  if (!stamp.time) return std::nullopt;
  const std::optional<Stamp> last = last_;
  last_ = stamp;
  if (!last) return std::nullopt;
  const Time length = *stamp.time - *last->time;
  const Time expected = expected_length(*last);
  const Time off = length - expected;
  if (std::chrono::abs(off) >= kElsewhere) {
    learned_ = 0;
    return std::nullopt;
  }
  const Time usual = learned_ < kEnough ? kObvious : kBeyondJitter * jitter_;
  const Time limit = std::max(least - kRounding, usual);
  const bool known = expected > Time::zero();
  learn(length, known ? off : Time::zero());
  if (!known || std::chrono::abs(off) < limit) return std::nullopt;
  return Jump{
      .at = *last->time + expected,
      .size = off,
      .announced = off > Time::zero() && announced_until_ && *announced_until_ > last->time};
}

}  // namespace vqa
