// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/stream_clock.h"

#include <algorithm>

namespace vqa {
namespace {

constexpr std::int64_t kWrap = (std::int64_t{1} << 33) * 300;
constexpr std::int64_t kSecond = 27'000'000;
// The clock comes every 0.1 s (ISO/IEC 13818-1, 2.7.2). What skips more, or runs backwards, was set
// anew without a word.
constexpr std::int64_t kLongestStep = 10 * kSecond;
constexpr int kManyOthers = 100;  // ticks: ours is gone
constexpr Time kJitter = 1s;      // as in Timeline
// Those of HLS take seconds. Multiplexers leave out the time of a buffer here and there.
constexpr Time kShortestPiece = 500ms;

}  // namespace

StreamClock::Step StreamClock::stamp(std::optional<Time> time) {
  Step step;
  stamped_ = time.has_value();
  if (!time) return step;
  stamped_ever_ = true;
  if (now_ && *time < *now_) {
    step.jumped_back = *now_ - *time > kJitter;
    if (!step.jumped_back) time = now_;
  } else if (now_) {
    step.idle = *time - *now_;
  }
  now_ = base_ = *time;
  passed_ = 0;
  ticks_.reset();
  return step;
}

bool StreamClock::in_piece() const {
  return stamped_ever_ && !stamped_ && *now_ - base_ >= kShortestPiece;
}

void StreamClock::tick(int pid, std::int64_t ticks, bool anew) {
  if (pid != pid_) {
    if (pid_ >= 0 && ++others_ < kManyOthers) return;
    pid_ = pid;
    ticks_.reset();
  }
  others_ = 0;
  if (!now_) now_ = base_ = Time::zero();
  if (ticks_ && !anew) {
    const std::int64_t step = (ticks - *ticks_ + kWrap) % kWrap;
    if (step <= kLongestStep) passed_ += step;
  }
  ticks_ = ticks;
  now_ = std::max(*now_, base_ + Time(passed_ * 1000 / 27));
}

}  // namespace vqa
