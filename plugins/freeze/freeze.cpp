// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/freeze.h"

#include <algorithm>
#include <cmath>

namespace vqa {
namespace {

constexpr int kBridgedStrays = 2;  // frames of keyframe pop that do not break a run
constexpr int kSettledFrames = 3;  // a run shorter than this is broken by the first stray
constexpr float kClearBreak = 3;   // times the noise: motion beyond any pop
constexpr float kFlat = 1.5F;      // standard deviation, luma steps: nothing to see
constexpr Time kLongestGap = 10s;  // nothing seen for longer: what was, is unknown

}  // namespace

float second_largest_change(const BlockValues& a, const BlockValues& b,
                            const std::vector<std::uint8_t>& masked) {
  float largest = 0, second = 0;
  std::size_t seen = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (masked[i] != 0) continue;
    ++seen;
    const float change = std::abs(a[i] - b[i]);
    second = std::max(second, std::min(largest, change));
    largest = std::max(largest, change);
  }
  return seen == 1 ? largest : second;
}

float structure(const BlockValues& map, const std::vector<std::uint8_t>& masked) {
  double sum = 0, squares = 0, seen = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (masked[i] != 0) continue;
    sum += map[i];
    squares += static_cast<double>(map[i]) * map[i];
    seen += 1;
  }
  if (seen == 0) return 0;
  const double mean = sum / seen;
  return static_cast<float>(std::sqrt(std::max(0.0, squares / seen - mean * mean)));
}

void Freeze::configure(const Config& config) {
  config_ = config;
  tracker_.configure({.bad = IncidentRules::Bad::below,
                      .raise_level = config.noise,
                      .clear_level = config.noise,
                      .raise_time = config.min_duration,
                      .critical_time = config.critical_duration,
                      .clear_time = config.clear_duration,
                      .max_gap = kLongestGap});
}

void Freeze::set_mask(const Mask& mask) {
  mask_ = mask;
  masked_ = mask_.blocks(grid_);
}

Freeze::Sight Freeze::look(const VideoFrame& frame) {
  mapper_.means(frame.luma, current_);
  if (mapper_.grid() != grid_) {
    grid_ = mapper_.grid();
    masked_ = mask_.blocks(grid_);
    run_.reset();
    previous_run_.reset();
  }
  if (std::find(masked_.begin(), masked_.end(), 0) == masked_.end()) return Sight::masked;
  if (structure(current_, masked_) < kFlat) return Sight::flat;
  return Sight::clear;
}

void Freeze::restart(Time now) {
  run_ = Run{.start = now};
  std::swap(anchor_, current_);
}

void Freeze::follow(Time now) {
  if (!run_) {
    change_ = 0;
    return restart(now);
  }
  change_ = second_largest_change(current_, anchor_, masked_);
  const auto noise = static_cast<float>(config_.noise);
  const bool settled = ++run_->frames >= kSettledFrames;
  if (change_ < noise) {
    run_->strays = 0;
    return;
  }
  if (++run_->strays == 1) run_->first_stray = now;
  if (settled && run_->strays <= kBridgedStrays && change_ < kClearBreak * noise) return;
  previous_run_ = run_->first_stray - run_->start;
  restart(now);
}

// The picture is moving as long as it never stays the same for as long as it takes to clear.
bool Freeze::was_moving() const { return previous_run_ && *previous_run_ < config_.clear_duration; }

void Freeze::process(const VideoFrame& frame, Events& out) {
  if (sight_ != Sight::nothing_yet && frame.time - now_ > kLongestGap) finish("gap", out);
  now_ = frame.time;
  sight_ = look(frame);
  if (sight_ == Sight::clear) {
    follow(now_);
  } else {
    run_.reset();
    previous_run_.reset();
    change_ = 0;
  }

  const bool still = run_ && now_ - run_->start >= config_.clear_duration;
  const bool frozen = still && (was_moving() || tracker_.open());
  // A picture at rest may be a freeze that goes on after a glitch: only motion speaks against it.
  const bool resting = tracker_.open() && run_ && run_->frames > 0;
  const double margin = std::clamp(1 - change_ / config_.noise, 0.0, 1.0);
  Judgement judgement{.time = now_,
                      .verdict = frozen    ? Verdict::bad
                                 : resting ? Verdict::undecided
                                           : Verdict::good,
                      .value = change_,
                      .confidence = 0.5 + 0.5 * margin};
  if (frozen) judgement.onset = run_->start;
  tracker_.judge(judgement, out);
}

void Freeze::sample(Events& out) const {
  const bool compared = run_ && (run_->frames > 0 || previous_run_);
  Event sample = tracker_.sample(now_, change_, compared ? 1 : 0);
  if (run_) {
    sample.start = run_->start;
    sample.duration = now_ - run_->start;
  }
  if (!compared) {
    sample.details.emplace_back("reason", std::string(sight_ == Sight::masked ? "all masked"
                                                      : sight_ == Sight::flat ? "flat picture"
                                                                              : "first frame"));
  }
  out.push_back(std::move(sample));
}

void Freeze::finish(std::string_view reason, Events& out) {
  tracker_.finish(reason, out);
  sight_ = Sight::nothing_yet;
  run_.reset();
  previous_run_.reset();
  change_ = 0;
}

}  // namespace vqa
