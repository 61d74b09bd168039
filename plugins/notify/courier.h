// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "notify/target.h"

namespace vqa {

/// A target that stopped or started to take deliveries.
struct TargetNews {
  bool works = false;
  std::string text;
};

struct CourierCounts {
  std::uint64_t delivered = 0;
  std::uint64_t dropped = 0;  ///< incidents that found the queue full of incidents
  std::uint64_t dropped_samples = 0;
  std::uint64_t queued = 0;
};

/// Brings notifications to one target in a thread of its own, in order, trying again with growing
/// pauses. Whoever hands one over never waits: the queue is bounded, and when it is full samples
/// make room first.
class Courier {
 public:
  using Tell = std::function<void(const TargetNews&)>;
  using Clock = std::chrono::steady_clock;
  using Json = std::shared_ptr<const std::string>;

  Courier(std::unique_ptr<Target> target, std::size_t capacity, Tell tell);
  ~Courier() { stop(Clock::now()); }
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  void put(Json json, bool is_sample);
  /// Delivers what is queued until the deadline, and counts as dropped what is left.
  void stop(Clock::time_point deadline);
  CourierCounts counts() const;

 private:
  struct Item {
    Json json;
    bool is_sample;
  };
  using Lock = std::unique_lock<std::mutex>;

  bool make_room();
  void drop_rest();
  Delivery attempt(std::string_view json);
  void work();
  void pause(Lock& lock);
  bool out_of_time() const;
  void tell_once(const Delivery& delivery);

  const std::unique_ptr<Target> target_;
  const std::size_t capacity_;
  const Tell tell_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Item> queue_;  ///< its front is the one under delivery
  CourierCounts counts_;
  bool stopping_ = false;
  Clock::time_point deadline_{};

  // Owned by the thread.
  std::chrono::milliseconds pause_;
  bool works_ = true;

  std::thread thread_;
};

}  // namespace vqa
