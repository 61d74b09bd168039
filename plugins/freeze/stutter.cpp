// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/stutter.h"

#include <algorithm>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr Time kWindow = 10s;  // three holds within this are a stutter
constexpr int kHolds = 3;
constexpr Time kSmooth = 4s;         // no hold for this long: it is over
constexpr Time kLately = 1s;         // the motion that a hold interrupts
constexpr Time kLearn = 1500ms;      // motion seen for less has no rhythm yet
constexpr double kOffBeat = 2.5;     // times the rhythm
constexpr float kMotion = 3;         // luma steps a frame: less is too little to hold
constexpr double kStillness = 0.12;  // of the usual motion: that much is left in a hold
constexpr double kJump = 1.25;       // times the usual motion: out of a hold

}  // namespace

Stutter::Stutter(IncidentNumbers& numbers) : tracker_("freeze", "stutter", "holds", numbers) {
  tracker_.configure(
      {.raise_level = kHolds, .clear_level = kHolds, .clear_time = kSmooth, .max_gap = kWindow});
  sorted_.reserve(moves_.size());
  intervals_.reserve(moves_.size());
}

/// Coding noise changes a held picture too: what counts is how much frames usually change.
bool Stutter::moves(float change) {
  changes_[change_count_++ % changes_.size()] = change;
  const auto known = std::min(change_count_, changes_.size());
  sorted_.assign(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(known));
  usual_change_ = quantile(sorted_, 0.75);
  return change >= std::clamp(0.3F * usual_change_, 1.0F, std::max(3.0F, 0.06F * usual_change_));
}

std::optional<Stutter::Rhythm> Stutter::rhythm(Time now) {
  sorted_.clear();
  intervals_.clear();
  Time oldest = now;
  for (std::size_t i = 0; i < std::min(move_count_, moves_.size()); ++i) {
    const Move& move = moves_[i];
    if (move.time < now - kWindow) continue;
    oldest = std::min(oldest, move.time);
    intervals_.push_back(move.interval);
    if (move.time >= now - kLately) sorted_.push_back(move.energy);
  }
  if (now - oldest < kLearn || intervals_.size() < 8) return std::nullopt;
  return Rhythm{.interval = quantile(intervals_, 0.8), .energy = quantile(sorted_, 0.5)};
}

bool Stutter::is_hold(Time now, float energy) {
  const Time lasted = now - last_move_;
  if (lasted < shortest_ || usual_change_ < kMotion) return false;
  const auto usual = rhythm(last_move_);
  if (!usual) return false;
  const double left = rest_frames_ > 1 ? (rest_change_ - rest_largest_) / (rest_frames_ - 1) : 0;
  return static_cast<double>(lasted.count()) >=
             kOffBeat * static_cast<double>(usual->interval.count()) &&
         left <= kStillness * static_cast<double>(usual_change_) && energy >= kJump * usual->energy;
}

void Stutter::note(Time now, float energy) {
  moves_[move_count_++ % moves_.size()] = {
      .time = now, .interval = now - last_move_, .energy = energy};
  begin_rest(now);
}

void Stutter::begin_rest(Time now) {
  last_move_ = now;
  rest_change_ = rest_largest_ = 0;
  rest_frames_ = 0;
}

void Stutter::rest(float change) {
  rest_change_ += static_cast<double>(change);
  rest_largest_ = std::max(rest_largest_, static_cast<double>(change));
  ++rest_frames_;
}

void Stutter::judge(Time now, bool held, Events& out) {
  std::size_t held_lately = 0;
  Time longest{}, onset = now;
  for (std::size_t i = 0; i < std::min(hold_count_, holds_.size()); ++i) {
    const Hold& hold = holds_[i];
    if (hold.end < now - kWindow) continue;
    ++held_lately;
    onset = std::min(onset, hold.start);
    longest = std::max(longest, hold.end - hold.start);
  }
  const bool bad = held && held_lately >= kHolds;
  const std::size_t before = out.size();
  tracker_.judge({.time = now,
                  .verdict = bad ? Verdict::bad : Verdict::good,
                  .value = static_cast<double>(held_lately),
                  .confidence = 0.9,
                  .onset = onset},
                 out);
  for (std::size_t i = before; i < out.size(); ++i) {
    out[i].details.emplace_back("longest_hold", std::chrono::duration<double>(longest).count());
  }
}

void Stutter::process(Time now, float change, float energy, Events& out) {
  bool held = false;
  if (!begun_) {
    begun_ = true;
    begin_rest(now);
  } else if (moves(change)) {
    held = is_hold(now, energy);
    if (held) holds_[hold_count_++ % holds_.size()] = {.start = last_move_, .end = now};
    note(now, energy);
  } else {
    rest(change);
  }
  judge(now, held, out);
}

void Stutter::finish(std::string_view reason, Events& out) {
  tracker_.finish(reason, out);
  begun_ = false;
  change_count_ = move_count_ = hold_count_ = 0;
}

}  // namespace vqa
