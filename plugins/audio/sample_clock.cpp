// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/sample_clock.h"

namespace vqa {
namespace {

constexpr Time kJitter = 40ms;   // as GStreamer's own audio sinks have it by default
constexpr Time kRounding = 1ms;  // of containers: no reason to correct anything
// Broken muxers put sound out of order, or some of it twice. Nothing that plays a stream again from
// an earlier point steps back by as little as this.
constexpr Time kBack = -1s;
constexpr Time::rep kSlow = 64;  // buffers until a lasting difference is made up for

}  // namespace

void SampleClock::restart(int rate) { *this = {}, rate_ = rate; }

Time SampleClock::now() const {
  constexpr std::int64_t kSecond = Time::period::den;
  // In two parts, for a day of samples times a billion is too much for 64 bits.
  return base_.value_or(Time::zero()) +
         Time(frames_ / rate_ * kSecond + frames_ % rate_ * kSecond / rate_);
}

Time SampleClock::align(Time stamp) {
  const Time off = base_ ? stamp - now() : Time::zero();
  if (!base_ || off > kJitter || off < kBack) {
    base_ = stamp;
    frames_ = 0;
    return off;
  }
  if (off > kRounding || off < -kRounding) *base_ += off / kSlow;
  return Time::zero();
}

}  // namespace vqa
