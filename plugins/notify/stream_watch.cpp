// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/stream_watch.h"

#include <algorithm>
#include <utility>

namespace vqa {
namespace {

double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

Event StreamWatch::tell(std::string_view kind, Phase phase, std::uint64_t incident,
                        Clock::time_point now) {
  Event event;
  event.detector = "stream";
  event.kind = kind;
  event.element = element_;
  event.phase = phase;
  event.incident = incident;
  event.running_time = latest_;
  event.start = started_;
  event.duration = latest_ - started_;
  event.value = seconds(event.duration);
  event.unit = "s";
  event.confidence = 1;
  event.detected_at = now.time_since_epoch();
  return event;
}

Event StreamWatch::tell_lost(Phase phase, Clock::time_point now) {
  Event event = tell("lost", phase, lost_, now);
  event.severity = Severity::critical;
  event.duration = last_ ? now - *last_ : Time::zero();
  event.start = latest_;
  event.running_time = latest_ + event.duration;
  event.value = seconds(event.duration);
  event.threshold = seconds(timeout_);
  event.details = {{"cause", cause_}};
  return event;
}

void StreamWatch::find_again(std::string_view reason, Clock::time_point now, Events& out) {
  if (lost_ == 0) return;
  out.push_back(tell_lost(Phase::end, now));
  out.back().details.emplace_back("reason", std::string(reason));
  lost_ = 0;
}

void StreamWatch::set_playing(bool playing, Clock::time_point now, Events& out) {
  if (!playing) find_again("paused", now, out);
  if (playing && !playing_) last_ = now;
  playing_ = playing;
}

bool StreamWatch::enter(std::optional<Time> running, Clock::time_point now, Events& out) {
  find_again("cleared", now, out);
  ++inside_;
  over_ = false;
  last_ = now;
  if (running) latest_ = std::max(latest_, *running);
  if (running_ != 0) return false;
  running_ = numbers_->next();
  started_ = latest_ = running.value_or(Time::zero());
  out.push_back(tell("running", Phase::begin, running_, now));
  out.back().arrived_at = now.time_since_epoch();
  return true;
}

void StreamWatch::leave(Clock::time_point now) {
  inside_ = std::max(inside_ - 1, 0);
  last_ = now;
}

void StreamWatch::lose(std::string_view cause, Clock::time_point now, Events& out) {
  if (lost_ != 0 && cause_ == cause) return;
  const bool is_new = lost_ == 0;
  if (is_new) lost_ = numbers_->next();
  cause_ = cause;
  out.push_back(tell_lost(is_new ? Phase::begin : Phase::update, now));
}

std::optional<StreamWatch::Clock::time_point> StreamWatch::deadline() const {
  const bool may_be_lost = playing_ && live_ && !over_ && lost_ == 0 && inside_ == 0;
  if (!may_be_lost || timeout_ == Time::zero() || !last_) return std::nullopt;
  return *last_ + timeout_;
}

void StreamWatch::tick(Clock::time_point now, Events& out) {
  const auto at = deadline();
  if (at && now >= *at) lose("no data", now, out);
}

void StreamWatch::had_no_turn(Clock::time_point now) {
  if (last_) last_ = now;
}

void StreamWatch::finish(std::string_view reason, Clock::time_point now, Events& out) {
  find_again(reason, now, out);
  over_ = true;
  if (running_ == 0) return;
  out.push_back(tell("running", Phase::end, std::exchange(running_, 0), now));
  out.back().details.emplace_back("reason", std::string(reason));
}

bool StreamWatch::works() {
  const bool came = last_ != std::exchange(seen_, last_);
  return lost_ != 0 || came;
}

std::string_view StreamWatch::state() const {
  if (lost_ != 0) return "lost";
  if (over_) return "over";
  return running_ != 0 ? "running" : "waiting";
}

}  // namespace vqa
