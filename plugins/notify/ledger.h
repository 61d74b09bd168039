// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "notify/backoff.h"
#include "notify/courier.h"
#include "notify/notice.h"
#include "notify/outbox.h"

namespace vqa {

using Couriers = std::vector<std::unique_ptr<Courier>>;

/// Sees to it that every notice is in the outbox before it is sent, and leaves it when it was
/// delivered. What does not fit into the queues of the couriers comes from the outbox when there is
/// room again. While the outbox does not work, notices live in memory alone; when it works again
/// it gets what it missed. Used by one thread.
class Ledger {
 public:
  using Clock = Courier::Clock;

  /// `config` lacks its queues, which are those of the couriers' targets that outlive the process.
  Ledger(OutboxConfig config,
         const std::function<std::unique_ptr<Outbox>(const OutboxConfig&)>& make,
         const Couriers& couriers, std::size_t capacity, Courier::Tell tell);

  void take(const Notice& notice);
  void settle(std::size_t target, const std::string& id, Courier::Fate fate,
              Outbox::WallClock::time_point when);
  /// Writes down what is new and what was settled, and hands the notices on.
  void work(Clock::time_point now);
  void adopt(Clock::time_point now);
  void purge(Clock::time_point now, Outbox::WallClock::time_point before);
  /// Writes down the rest. Returns how many undelivered notices are left to others.
  std::uint64_t close(Clock::time_point now);

  std::uint64_t dropped() const { return dropped_; }
  /// Those that a courier gave up and the outbox has.
  std::uint64_t saved_from_couriers() const { return saved_from_couriers_; }
  /// When there is something to do though nothing comes in.
  std::optional<Clock::time_point> next_turn() const;

 private:
  struct Entry {
    Notice notice;
    std::uint64_t number = 0;    ///< in the order of arrival
    std::vector<bool> wanted{};  ///< by queues: not yet settled
    std::vector<bool> handed{};  ///< to the courier
    Outbox::Places places{};     ///< in the outbox
    bool kept = false;
    bool is_new = true;  ///< not yet handed to anybody
  };
  using EntryPtr = std::shared_ptr<Entry>;
  struct Queue {
    Courier* courier;
    bool behind = false;      ///< there is more in the outbox
    Outbox::Place place = 0;  ///< of the last one handed on
  };
  struct Settled {
    std::size_t queue;
    std::string id;
    std::optional<Outbox::WallClock::time_point> accepted;
  };

  EntryPtr new_entry(const Notice& notice, bool wanted);
  bool has_to_write(Clock::time_point now);
  bool try_outbox(Clock::time_point now, const std::function<void()>& work);
  void keep(Clock::time_point now);
  void write_all();
  void start_anew();
  void note_place(const Entry& entry, std::size_t queue);
  void hand_on(Entry& entry);
  void refill(Clock::time_point now);
  void refill(std::size_t queue);
  void forget_if_done(const EntryPtr& entry);
  void bound_memory();

  std::unique_ptr<Outbox> outbox_;
  const std::size_t capacity_;
  const Courier::Tell tell_;
  std::vector<Queue> queues_;
  std::vector<std::optional<std::size_t>> queue_of_;  ///< by target
  std::vector<Courier*> others_;                      ///< whose targets end with the process

  std::unordered_map<std::string, EntryPtr> entries_;  ///< in memory, by id
  std::deque<EntryPtr> unkept_, new_;
  std::deque<Settled> settled_;
  std::map<std::string, Notice> unended_;  ///< the last word about each incident
  std::uint64_t next_number_ = 0, dropped_ = 0, saved_from_couriers_ = 0;
  std::uint64_t identity_ = 0;
  bool works_ = true;
  Clock::time_point try_again_{};
  Clock::time_point settle_by_{};
  Backoff backoff_;
};

}  // namespace vqa
