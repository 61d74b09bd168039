// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/reconnect.h"

#include <algorithm>

namespace vqa {

Time Reconnect::silence() const {
  if (rules_.silence == Time::zero()) return Time::zero();
  return std::max(rules_.silence, state_ == State::waiting ? rules_.first_patience : pieces_);
}

std::optional<Reconnect::Clock::time_point> Reconnect::deadline() const {
  if (state_ == State::pausing) return since_;
  if (silence() == Time::zero() || told_) return std::nullopt;
  return (state_ == State::waiting ? since_ : last_) + silence();
}

Reconnect::Step Reconnect::next(Clock::time_point now) {
  const auto at = deadline();
  if (!at || now < *at) return Step::wait;
  if (state_ == State::pausing) return Step::connect;
  // What has run is connected to anew even so: who sends next may send something else.
  if (!rules_.by_arrival || state_ == State::running) return Step::drop_silent;
  told_ = true;
  return Step::tell_silent;
}

void Reconnect::connected(Clock::time_point now) {
  state_ = State::waiting;
  since_ = now;
  told_ = false;
  pieces_ = {};
}

void Reconnect::data(Clock::time_point at) {
  if (state_ == State::pausing) return;
  if (state_ == State::waiting) since_ = at;
  state_ = State::running;
  last_ = at;
  told_ = false;
}

bool Reconnect::failed(Clock::time_point now) {
  if (state_ == State::running && last_ - since_ >= kSteady) {
    failures_ = 0;
    backoff_.reset();
  }
  state_ = State::pausing;
  since_ = now + backoff_.next();
  return rules_.tries < 0 || failures_++ < rules_.tries;
}

}  // namespace vqa
