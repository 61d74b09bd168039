// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "notify/backoff.h"
#include "notify/incident_queue.h"
#include "notify/notice.h"
#include "notify/target.h"

namespace vqa {

/// Something that stopped or started to work.
struct TargetNews {
  bool works = false;
  std::string text;
  bool is_change = true;  ///< or else something worth knowing of what has worked all the time
};

struct CourierCounts {
  std::uint64_t delivered = 0;
  std::uint64_t refused = 0;  ///< given up, for the receiver does not want them
  std::uint64_t dropped = 0;  ///< incidents that found no place, or no end of their trouble
  std::uint64_t dropped_samples = 0;
  std::uint64_t queued = 0;
  std::uint64_t kept = 0;  ///< not delivered, and left to the next process
};

/// Brings notices to one target in a thread of its own, in order, trying again with growing pauses.
/// Whoever hands one over never waits: the queue is bounded.
class Courier {
 public:
  enum class Fate : std::uint8_t { delivered, refused, left };
  using Tell = std::function<void(const TargetNews&)>;
  /// Hears from the courier's thread what became of each notice.
  using Done = std::function<void(const Notice&, Fate)>;
  using Clock = std::chrono::steady_clock;

  Courier(std::unique_ptr<Target> target, std::size_t capacity, Tell tell, Done done = {});
  ~Courier() { stop(Clock::now()); }
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  /// Takes it, or counts it as dropped.
  void put(const Notice& notice) { hand_over(notice, &IncidentQueue::push); }
  /// Takes it, or says that there is no place.
  bool offer(const Notice& notice) { return hand_over(notice, &IncidentQueue::offer); }
  /// What is queued has to go until then, with short pauses.
  void hurry(Clock::time_point deadline);
  /// Delivers what is queued until the deadline, and gives up what is left.
  void stop(Clock::time_point deadline);
  CourierCounts counts() const;
  const Target& target() const { return *target_; }
  /// Is it for this target? People are not told of what is folded.
  bool wants(const Notice& notice) const {
    if (notice.folded && target_->calls_people()) return false;
    return !notice.is_evidence || target_->stores_evidence();
  }
  void note(const Note& note) { target_->note(note); }
  void note(const State& state) { target_->note(state); }

 private:
  using Lock = std::unique_lock<std::mutex>;

  bool hand_over(const Notice& notice, bool (IncidentQueue::*take)(const Notice&));
  bool may_be_told(const Notice& notice);
  void deliver_front(Lock& lock);
  void settle(const Notice& notice, Fate fate);
  template <class Work>
  Delivery attempt(Lock& lock, Work work);
  void take_turn_if_due(Lock& lock);
  bool wait_for_work(Lock& lock);
  void leave_rest(Lock& lock);
  void work();
  void pause(Lock& lock, const Delivery& delivery);
  bool out_of_time() const { return stopping_ && Clock::now() >= deadline_; }
  void tell_once(const Delivery& delivery);

  const std::unique_ptr<Target> target_;
  const Tell tell_;
  const Done done_;

  mutable std::mutex mutex_;
  std::condition_variable wake_, finished_;
  IncidentQueue queue_;  ///< its front is the one under delivery
  CourierCounts counts_;
  bool stopping_ = false, has_finished_ = false;
  Clock::time_point deadline_{};

  // Owned by the thread.
  Backoff backoff_;
  bool works_ = true;
  Clock::time_point turns_from_{};  ///< of the target's own turns, after one failed
  std::set<std::string> refused_;   ///< incidents of which the receiver does not know

  std::thread thread_;
};

}  // namespace vqa
