// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/clerk.h"

#include <algorithm>
#include <utility>

#include "notify/block_signals.h"
#include "notify/clocks.h"

namespace vqa {
namespace {

constexpr auto kPurgeInterval = std::chrono::minutes(10);

}  // namespace

Clerk::Clerk(Targets targets, Setup setup) : setup_(std::move(setup)), inbox_(kInboxCapacity) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto tell = teller_of(targets[i]->name());
    couriers_.push_back(std::make_unique<Courier>(
        std::move(targets[i]), setup_.capacity, tell,
        [this, i](const Notice& notice, Courier::Fate fate) {
          const std::lock_guard lock(mutex_);
          answers_.push_back({.target = i, .notice = notice, .fate = fate, .when = read_clocks()});
          wake_.notify_one();
        }));
  }
  if (!setup_.state_dir.empty()) {
    ledger_.emplace(OutboxConfig{.dir = setup_.state_dir, .owner = setup_.owner, .queues = {}},
                    setup_.make_outbox, couriers_, setup_.capacity, teller_of("disk:"));
  }
  thread_ = std::thread([this] { work(); });
}

// Tells people at once, and the targets by the thread.
Courier::Tell Clerk::teller_of(std::string target) {
  return [this, target = std::move(target)](const TargetNews& news) {
    setup_.tell(news);
    if (!news.is_change) return;
    const std::lock_guard lock(mutex_);
    states_.push_back({.target = target, .works = news.works});
    wake_.notify_one();
  };
}

void Clerk::put(const Notice& notice) {
  const std::lock_guard lock(mutex_);
  inbox_.push(notice);
  wake_.notify_one();
}

void Clerk::stop(Clock::time_point deadline) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) deadline_ = deadline;
    stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

CourierCounts Clerk::counts() const {
  const std::lock_guard lock(mutex_);
  CourierCounts sum;
  for (const auto& courier : couriers_) {
    const auto counts = courier->counts();
    sum.delivered += counts.delivered;
    sum.refused += counts.refused;
    sum.dropped += counts.dropped;
    sum.dropped_samples += counts.dropped_samples;
    sum.queued += counts.queued;
  }
  const auto each = couriers_.size();
  sum.queued += (inbox_.size() + in_hand_) * each;
  sum.dropped += inbox_.dropped() * each + ledger_dropped_ - saved_from_couriers_;
  sum.dropped_samples += inbox_.dropped_samples() * each;
  sum.kept = kept_;
  return sum;
}

// False at the end.
bool Clerk::wait(Lock& lock) {
  const auto has_work = [this] {
    return stopping_ || !inbox_.empty() || !answers_.empty() || !states_.empty();
  };
  auto until = next_chore_;
  if (ledger_) {
    until = std::min({until, next_adoption_, next_purge_});
    if (const auto turn = ledger_->next_turn()) until = std::min(until, *turn);
  }
  wake_.wait_until(lock, until, has_work);
  return !stopping_ || !inbox_.empty();
}

void Clerk::pass_on(const Answer& answer) {
  if (answer.fate == Courier::Fate::left) return;
  const Notice& notice = answer.notice;
  Note note{.target = couriers_[answer.target]->target().name(),
            .stream = notice.stream,
            .detector = notice.detector,
            .delivered = answer.fate == Courier::Fate::delivered};
  if (notice.phase == Phase::begin && notice.defect) {
    note.latency = answer.when.monotonic - notice.defect->time_since_epoch();
  }
  for (const auto& courier : couriers_) courier->note(note);
}

void Clerk::take_answers(std::vector<Answer> answers) {
  for (const Answer& answer : answers) {
    pass_on(answer);
    if (ledger_ && answer.notice.phase != Phase::sample) {
      ledger_->settle(answer.target, answer.notice.id, answer.fate, answer.when.wall);
    }
  }
}

void Clerk::hand_out(Lock& lock, std::deque<Notice> notices) {
  for (const Notice& notice : notices) {
    if (ledger_) {
      ledger_->take(notice);
      continue;
    }
    lock.lock();
    for (const auto& courier : couriers_) {
      if (courier->wants(notice)) courier->put(notice);
    }
    --in_hand_;
    lock.unlock();
  }
  if (ledger_) ledger_->work(Clock::now());
  lock.lock();
  in_hand_ = 0;
  if (ledger_) {
    ledger_dropped_ = ledger_->dropped();
    saved_from_couriers_ = ledger_->saved_from_couriers();
  }
}

void Clerk::do_chores() {
  const auto now = Clock::now();
  if (now >= next_chore_) {
    next_chore_ = setup_.chore ? setup_.chore(now) : now + std::chrono::hours(1);
  }
  if (!ledger_) return;
  if (now >= next_adoption_) {
    ledger_->adopt(now);
    next_adoption_ = now + kAdoptionInterval;
  }
  if (now >= next_purge_) {
    if (setup_.retention.count() > 0) {
      ledger_->purge(now, WallClock::now() - setup_.retention);
    }
    next_purge_ = now + kPurgeInterval;
  }
}

void Clerk::finish() {
  for (const auto& courier : couriers_) courier->hurry(deadline_);
  for (const auto& courier : couriers_) courier->stop(deadline_);
  take_answers(std::exchange(answers_, {}));
  if (!ledger_) return;
  const std::uint64_t left = ledger_->close(Clock::now());
  const std::lock_guard lock(mutex_);
  kept_ = left;
  saved_from_couriers_ = left > 0 ? ledger_->saved_from_couriers() : 0;
}

void Clerk::work() {
  block_signals();
  do_chores();  // what others left behind is older than anything of ours
  Lock lock(mutex_, std::defer_lock);
  hand_out(lock, {});
  while (wait(lock)) {
    auto notices = inbox_.take_all();
    auto answers = std::exchange(answers_, {});
    const auto states = std::exchange(states_, {});
    in_hand_ = notices.size();
    lock.unlock();
    take_answers(std::move(answers));
    for (const State& state : states)
      for (const auto& courier : couriers_) courier->note(state);
    do_chores();
    hand_out(lock, std::move(notices));
  }
  lock.unlock();
  finish();
}

}  // namespace vqa
