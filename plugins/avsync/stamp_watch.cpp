// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/stamp_watch.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

namespace vqa {
namespace {

constexpr Time kNoticed = 200ms;  // of a picture that stays; shorter is information
constexpr double kCertain = 4;    // standard errors beyond the limit
constexpr Time kStopClear = 500ms;
constexpr Time kSettling = 3s;  // of live stamps: tsdemux takes two to know the sender's clock

double ms(Time time) { return std::chrono::duration<double, std::milli>(time).count(); }
double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

std::string words(Side side, Time jump) {
  return std::string(name_of(side)) + (jump < Time::zero() ? " overlaps by " : " missing for ") +
         std::to_string(std::lround(std::abs(ms(jump)))) + " ms";
}

}  // namespace

StampWatch::StampWatch(std::string_view detector, Side side, IncidentNumbers& numbers)
    : side_(side),
      stamps_(side),
      gap_(detector, "gap", "ms", numbers),
      stop_(detector, "stop", "s", numbers) {
  configure(AvSyncConfig{});
}

void StampWatch::configure(const AvSyncConfig& config) {
  config_ = config;
  gap_.configure({.raise_level = ms(config.min_gap),
                  .clear_level = ms(config.min_gap),
                  .critical_level = ms(config.critical_gap),
                  .clear_time = config.clear_duration});
  stop_.configure({.raise_level = seconds(config.stop_duration),
                   .clear_level = seconds(config.stop_duration),
                   .critical_level = seconds(config.critical_stop),
                   .clear_time = kStopClear});
}

void StampWatch::take(const Stamp& stamp, Events& out) {
  if (!stamp.time) return;
  if (!joined_) joined_ = stamp.time;
  auto jump = stamps_.take(stamp, config_.min_gap);
  if (live_ && *stamp.time - *joined_ < kSettling) jump.reset();
  judge_gap(*stamp.time, jump, out);
}

void StampWatch::judge_gap(Time now, const std::optional<Stamps::Jump>& jump, Events& out) {
  if (!jump && !gap_.open()) return;
  Judgement judgement{.time = now, .value = ms(largest_)};
  if (jump) {
    if (!gap_.open()) largest_ = sum_ = {}, count_ = 0;
    if (std::chrono::abs(jump->size) > std::chrono::abs(largest_)) largest_ = jump->size;
    sum_ += jump->size;
    ++count_;
    announced_ = jump->announced;
    IncidentRules rules = gap_.rules();
    const bool noticed = side_ == Side::sound || std::chrono::abs(jump->size) >= kNoticed;
    rules.severity = noticed && !jump->announced ? Severity::warning : Severity::info;
    gap_.configure(rules);
    judgement.verdict = Verdict::bad;
    judgement.onset = jump->at;
    judgement.value = ms(largest_);
  }
  const std::size_t before = out.size();
  gap_.judge(judgement, out);
  describe_gap(before, out);
}

void StampWatch::describe_gap(std::size_t from, Events& out) const {
  for (std::size_t i = from; i < out.size(); ++i) {
    auto& details = out[i].details;
    details.emplace_back("side", std::string(name_of(side_)));
    details.emplace_back("words", words(side_, largest_));
    details.emplace_back("jumps", std::int64_t{count_});
    details.emplace_back("sum", ms(sum_));
    details.emplace_back("announced", announced_);
  }
}

void StampWatch::describe_stop(std::size_t from, Events& out) const {
  for (std::size_t i = from; i < out.size(); ++i) {
    out[i].details.emplace_back("side", std::string(name_of(side_)));
    out[i].details.emplace_back("words", std::string(name_of(side_)) + " stopped");
  }
}

void StampWatch::watch(Time now, Time missing, Events& out) {
  const bool stopped = missing >= config_.stop_duration;
  if (!stopped && !stop_.open()) return;
  const std::size_t before = out.size();
  stop_.judge({.time = now,
               .verdict = stopped ? Verdict::bad : Verdict::good,
               .value = seconds(missing),
               .confidence = 0.95,
               .onset = now - missing},
              out);
  describe_stop(before, out);
}

void StampWatch::finish(std::string_view reason, Events& out) {
  const std::size_t gaps = out.size();
  gap_.finish(reason, out);
  describe_gap(gaps, out);
  const std::size_t stops = out.size();
  stop_.finish(reason, out);
  describe_stop(stops, out);
  stamps_.reset();
  joined_.reset();
}

DriftWatch::DriftWatch(std::string_view detector, IncidentNumbers& numbers)
    : tracker_(detector, "drift", "ppm", numbers) {
  configure(AvSyncConfig{});
}

void DriftWatch::configure(const AvSyncConfig& config) {
  config_ = config;
  tracker_.configure({.raise_level = config.drift_limit,
                      .clear_level = config.drift_limit / 2,
                      .clear_time = config.clear_duration});
}

std::optional<double> DriftWatch::ppm() const {
  const auto rate = drift_.rate();
  return rate ? std::optional(rate->ppm) : std::nullopt;
}

void DriftWatch::take(const Stamp& stamp, std::uint64_t frames, int rate, Events& out) {
  if (!drift_.take(stamp, frames, rate)) return;
  const auto measured = *drift_.rate();
  const double size = std::abs(measured.ppm);
  const std::size_t before = out.size();
  const bool beyond = size - kCertain * measured.error >= config_.drift_limit;
  const bool within = size + kCertain * measured.error < config_.drift_limit;
  tracker_.judge({.time = *stamp.time,
                  .verdict = beyond   ? Verdict::bad
                             : within ? Verdict::good
                                      : Verdict::undecided,
                  .value = size,
                  .confidence = size / (size + 2 * measured.error),
                  .onset = *stamp.time - measured.over},
                 out);
  describe(before, out);
}

void DriftWatch::describe(std::size_t from, Events& out) const {
  const auto measured = drift_.rate();
  if (!measured) return;
  const bool late = measured->ppm > 0;
  const double limit = seconds(late ? config_.late_limit : config_.early_limit);
  for (std::size_t i = from; i < out.size(); ++i) {
    auto& details = out[i].details;
    details.emplace_back("words", std::string(late ? "sound gets late" : "sound gets early"));
    details.emplace_back("error", measured->error);
    details.emplace_back("seconds_to_limit", limit / std::max(std::abs(measured->ppm), 1e-9) * 1e6);
  }
}

void DriftWatch::finish(std::string_view reason, Events& out) {
  const std::size_t before = out.size();
  tracker_.finish(reason, out);
  describe(before, out);
  drift_.reset();
}

}  // namespace vqa
