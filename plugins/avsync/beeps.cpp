// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/beeps.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr int kLevelsPerSecond = 1000;
constexpr std::size_t kUsual = 2000;  // levels say how loud it is otherwise
constexpr std::size_t kOften = 100;   // levels between two looks at that
constexpr float kLouder = 4;          // times
constexpr float kFaintest = 200 / 32768.F;
constexpr std::size_t kPause = 100;   // levels without, and it is over
constexpr std::size_t kAttack = 100;  // levels, in which it gets as loud as it will
constexpr float kHalf = 0.5F;

Time after(Time time, std::size_t samples, int rate) {
  return time + Time(static_cast<Time::rep>(samples) * Time::period::den / rate);
}

}  // namespace

void Beeps::take(std::span<const float> samples, Time time, int rate, std::vector<Time>& onsets) {
  if (rate != rate_) {
    reset();
    rate_ = rate;
    per_level_ = static_cast<std::size_t>(std::max(1, rate / kLevelsPerSecond));
    levels_.assign(kUsual, 0);
  }
  for (std::size_t i = 0; i < samples.size(); ++i) {
    now_.push_back(std::abs(samples[i]));
    if (now_.size() == per_level_) level(after(time, i + 1, rate), onsets);
  }
}

/// A millisecond is complete, and ends at `time`.
void Beeps::level(Time time, std::vector<Time>& onsets) {
  const float level =
      std::accumulate(now_.begin(), now_.end(), 0.F) / static_cast<float>(per_level_);
  levels_[levels_taken_++ % kUsual] = level;
  if (levels_taken_ % kOften == 0) {
    std::vector<float> sorted(
        levels_.begin(),
        levels_.begin() + static_cast<std::ptrdiff_t>(std::min(levels_taken_, kUsual)));
    usual_ = quantile(sorted, 0.5);
  }
  const bool loud = level > std::max(kLouder * usual_, kFaintest);
  if (!on_ && loud && quiet_ >= kPause) {
    on_ = true;
    event_ = before_;
    event_time_ = time - Time((after({}, now_.size() + before_.size(), rate_)));
  }
  if (on_ && event_.size() < kAttack * per_level_) {
    event_.insert(event_.end(), now_.begin(), now_.end());
    if (event_.size() >= kAttack * per_level_) onsets.push_back(onset());
  }
  quiet_ = loud ? 0 : quiet_ + 1;
  if (on_ && quiet_ >= kPause) on_ = false;
  before_.swap(now_);
  now_.clear();
}

Time Beeps::onset() const {
  const float peak = *std::max_element(event_.begin(), event_.end());
  const auto first = std::find_if(event_.begin(), event_.end(),
                                  [peak](float value) { return value > kHalf * peak; });
  return after(event_time_, static_cast<std::size_t>(first - event_.begin()), rate_);
}

}  // namespace vqa
