// SPDX-License-Identifier: LGPL-2.1-or-later
#include "glue/stall_watch.h"

#include <utility>

#include "glue/live.h"

namespace vqa::gst {
namespace {

constexpr Time kLate = 500ms;
constexpr Time kLook = 1s;  // at what gets no worse

double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

StallWatch::StallWatch(Reporter& reporter, IncidentNumbers& numbers, std::string_view detector)
    : reporter_(reporter), tracker_(detector, "stall", "s", numbers) {}

void StallWatch::configure(const StallRules& rules) {
  const std::lock_guard lock(mutex_);
  rules_ = rules;
  tracker_.configure({.raise_level = seconds(rules.timeout),
                      .clear_level = seconds(rules.timeout),
                      .critical_time = rules.critical});
  changed_.notify_one();
}

/// Has the thread tell that the open incident is over. The lock is held.
void StallWatch::end(std::string_view reason) {
  if (!tracker_.open() || !end_reason_.empty()) return;
  end_reason_ = reason;
  end_time_ = last_running_ + (Clock::now() - last_left_);
  changed_.notify_one();
}

void StallWatch::enter() {
  const std::lock_guard lock(mutex_);
  inside_ = true;
  disarmed_inside_ = false;
  end("cleared");
}

void StallWatch::leave(GstPad* sink, GstPad* src, Time running) {
  std::unique_lock lock(mutex_);
  inside_ = false;
  last_left_ = Clock::now();
  last_running_ = running;
  if (state_ != State::disarmed || disarmed_inside_ || rules_.timeout == Time::zero()) return;
  // Asking goes through the whole pipeline, which takes its own locks.
  lock.unlock();
  const bool live = is_live(sink);
  lock.lock();
  if (disarmed_inside_) return;
  state_ = live ? State::armed : State::not_live;
  src_ = src;
  if (live && !thread_.joinable()) thread_ = std::thread([this] { work(); });
  changed_.notify_one();
}

void StallWatch::disarm(std::string_view reason) {
  std::unique_lock lock(mutex_);
  state_ = State::disarmed;
  disarmed_inside_ = true;
  end(reason);
  told_.wait(lock, [this] { return end_reason_.empty() && !telling_; });
}

void StallWatch::stop() {
  disarm("shutdown");
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
  quit_ = false;
}

StallWatch::Clock::time_point StallWatch::deadline() const {
  if (state_ != State::armed || rules_.timeout == Time::zero()) return Clock::time_point::max();
  if (!tracker_.open()) return (inside_ ? Clock::now() : last_left_) + rules_.timeout;
  const auto critical = last_left_ + rules_.critical;
  return critical > Clock::now() ? critical : Clock::now() + kLook;
}

Events StallWatch::judge() {
  Events out;
  if (!end_reason_.empty()) {
    const std::string reason = std::exchange(end_reason_, {});
    tracker_.judge({.time = end_time_,
                    .verdict = Verdict::undecided,
                    .value = seconds(end_time_ - last_running_)},
                   out);
    tracker_.finish(reason, out);
    return out;
  }
  const Time waited = Clock::now() - last_left_;
  if (state_ != State::armed || inside_ || rules_.timeout == Time::zero() ||
      waited < rules_.timeout)
    return out;
  tracker_.judge({.time = last_running_ + waited,
                  .verdict = Verdict::bad,
                  .value = seconds(waited),
                  .onset = last_running_},
                 out);
  return out;
}

void StallWatch::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    Events events = judge();
    if (!events.empty()) {
      telling_ = true;
      lock.unlock();
      reporter_.publish_out_of_band(src_, events);
      lock.lock();
      telling_ = false;
    }
    told_.notify_all();
    if (!end_reason_.empty()) continue;
    if (quit_) return;
    const auto until = deadline();
    if (until == Clock::time_point::max()) {
      changed_.wait(lock);
    } else if (until > Clock::now()) {
      changed_.wait_until(lock, until);
      // Who is woken up late has had no turn, and neither had those that should have brought data.
      if (Clock::now() - until > kLate && !tracker_.open()) last_left_ = Clock::now();
    }
  }
}

}  // namespace vqa::gst
