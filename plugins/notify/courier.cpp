// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/courier.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/cloud_event.h"
#include "notify/block_signals.h"

namespace vqa {
namespace {

using namespace std::chrono_literals;
using Outcome = Delivery::Outcome;

constexpr auto kLastPause = 20ms;  // between the last tries before the end

}  // namespace

Courier::Courier(std::unique_ptr<Target> target, std::size_t capacity, Tell tell, Done done)
    : target_(std::move(target)),
      tell_(std::move(tell)),
      done_(std::move(done)),
      queue_(capacity),
      thread_([this] { work(); }) {}

bool Courier::hand_over(const Notice& notice, bool (IncidentQueue::*take)(const Notice&)) {
  const std::lock_guard lock(mutex_);
  if (stopping_) {
    ++(notice.phase == Phase::sample ? counts_.dropped_samples : counts_.dropped);
    return false;
  }
  const bool taken = (queue_.*take)(notice);
  if (taken) wake_.notify_one();
  return taken;
}

void Courier::hurry(Clock::time_point deadline) {
  const std::lock_guard lock(mutex_);
  if (!stopping_) deadline_ = deadline;
  stopping_ = true;
  wake_.notify_one();
}

void Courier::stop(Clock::time_point deadline) {
  hurry(deadline);
  {
    Lock lock(mutex_);
    // A second for what only takes a moment, like a write: it need not be torn.
    const auto patience = std::max(deadline_, Clock::now() + 1s);
    finished_.wait_until(lock, patience, [this] { return has_finished_; });
  }
  target_->hurry();
  if (thread_.joinable()) thread_.join();
}

CourierCounts Courier::counts() const {
  const std::lock_guard lock(mutex_);
  CourierCounts counts = counts_;
  counts.dropped += queue_.dropped();
  counts.dropped_samples += queue_.dropped_samples();
  counts.queued = queue_.size();
  return counts;
}

void Courier::leave_rest(Lock& lock) {
  const auto rest = queue_.take_all();
  for (const Notice& notice : rest) {
    ++(notice.phase == Phase::sample ? counts_.dropped_samples : counts_.dropped);
  }
  lock.unlock();
  for (const Notice& notice : rest) settle(notice, Fate::left);
  lock.lock();
}

void Courier::settle(const Notice& notice, Fate fate) {
  if (done_) done_(notice, fate);
}

// The end may cut a pause short, but not one that the receiver asked for.
void Courier::pause(Lock& lock, const Delivery& delivery) {
  const auto asked_for = Clock::now() + std::min(delivery.retry_after, Backoff::kLongestAskedFor);
  if (stopping_) {
    wake_.wait_for(lock, kLastPause, [] { return false; });
  } else {
    wake_.wait_for(lock, backoff_.next(), [this] { return stopping_; });
  }
  while (Clock::now() < asked_for && !out_of_time()) {
    wake_.wait_until(lock, stopping_ ? std::min(asked_for, deadline_) : asked_for);
  }
}

void Courier::tell_once(const Delivery& delivery) {
  const bool works = delivery.outcome == Outcome::delivered;
  if (works && !delivery.news.empty())
    tell_({.works = true, .text = delivery.news, .is_change = false});
  if (works == works_) return;
  works_ = works;
  tell_({.works = works, .text = works ? "Notifications are delivered again" : delivery.problem});
}

// Whatever goes wrong with a receiver, the process goes on.
template <class Work>
Delivery Courier::attempt(Lock& lock, Work work) {
  lock.unlock();
  Delivery delivery;
  try {
    delivery = work();
  } catch (const std::exception& failure) {
    delivery = {.outcome = Outcome::retry,
                .problem = std::string("Cannot notify: ") + failure.what()};
  }
  tell_once(delivery);
  lock.lock();
  return delivery;
}

// What follows a begin that was refused would only confuse.
bool Courier::may_be_told(const Notice& notice) {
  const auto found = refused_.find(notice.incident);
  if (found == refused_.end()) return true;
  if (notice.phase == Phase::end) refused_.erase(found);
  return false;
}

void Courier::deliver_front(Lock& lock) {
  const Notice notice = queue_.front();
  queue_.hold_front(true);
  Delivery delivery{.outcome = Outcome::refused};
  if (may_be_told(notice)) {
    delivery = attempt(lock, [&] {
      return target_->deliver(with_sent_time(*notice.json, Notice::WallClock::now()));
    });
  }
  queue_.hold_front(false);
  if (delivery.outcome == Outcome::retry) {
    if (!out_of_time()) pause(lock, delivery);
    return;
  }
  const bool refused = delivery.outcome == Outcome::refused;
  if (refused && notice.phase == Phase::begin) refused_.insert(notice.incident);
  queue_.pop();
  ++(refused ? counts_.refused : counts_.delivered);
  backoff_.reset();
  lock.unlock();
  settle(notice, refused ? Fate::refused : Fate::delivered);
  lock.lock();
}

// What the target wants to do by itself, if it is time. What fails is tried again in its own time.
void Courier::take_turn_if_due(Lock& lock) {
  const auto turn = target_->next_turn();
  if (!turn || Clock::now() < std::max(*turn, turns_from_)) return;
  const Delivery delivery = attempt(lock, [&] { return target_->take_turn(); });
  const bool failed = delivery.outcome != Outcome::delivered;
  if (failed) turns_from_ = Clock::now() + backoff_.next(delivery.retry_after);
}

// True when there is something to deliver, false at the end.
bool Courier::wait_for_work(Lock& lock) {
  const auto has_work = [this] { return stopping_ || !queue_.empty(); };
  for (take_turn_if_due(lock); !has_work(); take_turn_if_due(lock)) {
    if (const auto turn = target_->next_turn()) {
      wake_.wait_until(lock, std::max(*turn, turns_from_), has_work);
    } else {
      wake_.wait(lock, has_work);
    }
  }
  return !queue_.empty();
}

void Courier::work() {
  block_signals();
  Lock lock(mutex_);
  while (!out_of_time() && wait_for_work(lock)) deliver_front(lock);
  leave_rest(lock);
  has_finished_ = true;
  finished_.notify_all();
}

}  // namespace vqa
