// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/overload.h"

#include <algorithm>

namespace vqa {
namespace {

double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

Overload::Overload() : tracker_("monitor", "overload", "s", numbers_) {
  tracker_.configure({.raise_level = seconds(kTooMuch), .clear_level = seconds(kLittle)});
}

void Overload::step(Time now, Time backlog) {
  if (state_ != State::sheds && backlog >= kTooMuch) {
    if (state_ == State::tries) rest_ = std::min(rest_ * 2, kLongestRest);
    state_ = State::sheds;
    since_ = now;
  } else if (state_ == State::sheds && backlog <= kLittle && now - since_ >= rest_) {
    state_ = State::tries;
    since_ = now;
  } else if (state_ == State::tries && now - since_ >= kProof) {
    state_ = State::keeps_up;
    rest_ = kFirstRest;
  }
}

void Overload::judge(Time now, Time backlog, Events& out) {
  step(now, backlog);
  if (!open() && !tracker_.open()) return;
  tracker_.judge({.time = now,
                  .verdict = open() ? Verdict::bad : Verdict::good,
                  .value = seconds(backlog),
                  .onset = tracker_.open() ? std::nullopt : std::optional(now - backlog)},
                 out);
}

void Overload::finish(std::string_view reason, Events& out) {
  tracker_.finish(reason, out);
  state_ = State::keeps_up;
  rest_ = kFirstRest;
}

}  // namespace vqa
