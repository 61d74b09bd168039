// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/courier.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace vqa {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstPause = 100ms;
constexpr auto kLongestPause = 30'000ms;
constexpr auto kLastPause = 20ms;  // between the last tries before the end

// Signals are the application's business; and a reader that goes away is an error of one write,
// not (SIGPIPE) the end of the process.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

Courier::Courier(std::unique_ptr<Target> target, std::size_t capacity, Tell tell)
    : target_(std::move(target)),
      capacity_(std::max<std::size_t>(capacity, 1)),
      tell_(std::move(tell)),
      pause_(kFirstPause),
      thread_([this] { work(); }) {}

// True if there is room for one more, samples making it if need be. The front is out of reach: it
// is under delivery.
bool Courier::make_room() {
  if (queue_.size() < capacity_) return true;
  const auto sample = std::find_if(queue_.begin() + 1, queue_.end(),
                                   [](const Item& item) { return item.is_sample; });
  if (sample == queue_.end()) return false;
  queue_.erase(sample);
  ++counts_.dropped_samples;
  return true;
}

void Courier::put(Json json, bool is_sample) {
  const std::lock_guard lock(mutex_);
  const bool has_room = is_sample ? queue_.size() < capacity_ : make_room();
  if (stopping_ || !has_room) {
    ++(is_sample ? counts_.dropped_samples : counts_.dropped);
    return;
  }
  queue_.push_back({std::move(json), is_sample});
  wake_.notify_one();
}

void Courier::stop(Clock::time_point deadline) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) deadline_ = deadline;
    stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

CourierCounts Courier::counts() const {
  const std::lock_guard lock(mutex_);
  CourierCounts counts = counts_;
  counts.queued = queue_.size();
  return counts;
}

bool Courier::out_of_time() const { return stopping_ && Clock::now() >= deadline_; }

void Courier::drop_rest() {
  for (const Item& item : queue_) {
    ++(item.is_sample ? counts_.dropped_samples : counts_.dropped);
  }
  queue_.clear();
}

void Courier::pause(Lock& lock) {
  if (stopping_) {
    wake_.wait_for(lock, kLastPause, [] { return false; });
    return;
  }
  wake_.wait_for(lock, pause_, [this] { return stopping_; });
  pause_ = std::min<std::chrono::milliseconds>(pause_ * 2, kLongestPause);
}

void Courier::tell_once(const Delivery& delivery) {
  const bool works = delivery.outcome == Delivery::Outcome::delivered;
  if (works == works_) return;
  works_ = works;
  tell_({.works = works, .text = works ? "Notifications are delivered again" : delivery.problem});
}

// Whatever goes wrong with a receiver, the process goes on.
Delivery Courier::attempt(std::string_view json) {
  try {
    return target_->deliver(json);
  } catch (const std::exception& failure) {
    return {Delivery::Outcome::retry, std::string("Cannot notify: ") + failure.what()};
  }
}

void Courier::work() {
  block_signals();
  Lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const Json json = queue_.front().json;
    lock.unlock();
    const Delivery delivery = attempt(*json);
    tell_once(delivery);
    lock.lock();
    if (delivery.outcome == Delivery::Outcome::delivered) {
      queue_.pop_front();
      ++counts_.delivered;
      pause_ = kFirstPause;
    }
    if (out_of_time()) return drop_rest();
    if (delivery.outcome == Delivery::Outcome::retry) pause(lock);
  }
}

}  // namespace vqa
