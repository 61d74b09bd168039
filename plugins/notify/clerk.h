// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/cloud_event.h"
#include "notify/courier.h"
#include "notify/ledger.h"

namespace vqa {

/// Takes notices from any thread without ever making it wait, and does the rest in a thread of its
/// own: has the ledger write them down, hands them to the couriers, and looks after what takes its
/// time.
class Clerk {
 public:
  using Clock = Courier::Clock;
  using WallClock = Notice::WallClock;
  using Targets = std::vector<std::unique_ptr<Target>>;

  struct Setup {
    Courier::Tell tell;
    std::size_t capacity = 0;
    std::string owner;      ///< unique to this start
    std::string state_dir;  ///< empty: everything stays in memory
    std::chrono::seconds retention{};
    std::function<std::unique_ptr<Outbox>(const OutboxConfig&)> make_outbox = vqa::make_outbox;
    /// Called now and then by the thread; says when it wants to be called again at the latest.
    std::function<Clock::time_point(Clock::time_point now)> chore;
  };

  Clerk(Targets targets, Setup setup);
  ~Clerk() { stop(Clock::now()); }
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;

  void put(const Notice& notice);
  /// Has until then to deliver what there is.
  void stop(Clock::time_point deadline);
  CourierCounts counts() const;

  /// How often it looks for processes that died.
  static constexpr std::chrono::seconds kAdoptionInterval{15};
  /// What may come in while a disk keeps it waiting.
  static constexpr std::size_t kInboxCapacity = 32768;

 private:
  struct Answer {
    std::size_t target;
    Notice notice;
    Courier::Fate fate;
    Now when;
  };
  using Lock = std::unique_lock<std::mutex>;

  void work();
  bool wait(Lock& lock);
  void hand_out(Lock& lock, std::deque<Notice> notices);
  Courier::Tell teller_of(std::string target);
  void pass_on(const Answer& answer);
  void take_answers(std::vector<Answer> answers);
  void do_chores();
  void finish();

  const Setup setup_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  IncidentQueue inbox_;
  std::vector<Answer> answers_;
  std::vector<State> states_;  ///< that nobody was told of yet
  std::size_t in_hand_ = 0;    ///< notices that are neither in the inbox nor with the couriers
  std::uint64_t kept_ = 0, ledger_dropped_ = 0, saved_from_couriers_ = 0;
  bool stopping_ = false;
  Clock::time_point deadline_{};

  Couriers couriers_;
  std::optional<Ledger> ledger_;  ///< owned by the thread
  Clock::time_point next_adoption_{}, next_purge_{}, next_chore_{};

  std::thread thread_;
};

}  // namespace vqa
