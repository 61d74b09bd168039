// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/ledger.h"

#include <algorithm>
#include <utility>

namespace vqa {
namespace {

constexpr int kRefillAtOnce = 256;

// That something was delivered may be written down later, with others: after a crash it is only
// delivered once more.
constexpr std::size_t kSettleAtOnce = 256;
constexpr auto kSettleWithin = std::chrono::milliseconds(200);

}  // namespace

Ledger::Ledger(OutboxConfig config,
               const std::function<std::unique_ptr<Outbox>(const OutboxConfig&)>& make,
               const Couriers& couriers, std::size_t capacity, Courier::Tell tell)
    : capacity_(capacity), tell_(std::move(tell)) {
  for (const auto& courier : couriers) {
    const Target& target = courier->target();
    if (!target.outlives_us()) {
      queue_of_.emplace_back(std::nullopt);
      others_.push_back(courier.get());
      continue;
    }
    queue_of_.emplace_back(queues_.size());
    queues_.push_back({.courier = courier.get()});
    config.queues.push_back({.target = target.name(), .calls_people = target.calls_people()});
  }
  outbox_ = make(config);
}

Ledger::EntryPtr Ledger::new_entry(const Notice& notice, bool wanted) {
  auto entry = std::make_shared<Entry>(Entry{.notice = notice,
                                             .number = ++next_number_,
                                             .wanted = std::vector<bool>(queues_.size(), wanted),
                                             .handed = std::vector<bool>(queues_.size(), false),
                                             .places = Outbox::Places(queues_.size(), 0)});
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    if (!queues_[i].courier->wants(notice)) entry->wanted[i] = false;
  }
  entries_[notice.id] = entry;
  return entry;
}

void Ledger::take(const Notice& notice) {
  if (notice.phase == Phase::sample) {  // goes along in its turn, and nobody keeps it
    new_.push_back(std::make_shared<Entry>(Entry{.notice = notice}));
    return;
  }
  if (!notice.incident.empty()) {
    if (notice.phase == Phase::end) {
      unended_.erase(notice.incident);
    } else {
      unended_[notice.incident] = notice;
    }
  }
  const EntryPtr entry = new_entry(notice, true);
  unkept_.push_back(entry);
  new_.push_back(entry);
}

void Ledger::settle(std::size_t target, const std::string& id, Courier::Fate fate,
                    Outbox::WallClock::time_point when) {
  if (!queue_of_[target]) return;
  const std::size_t queue = *queue_of_[target];
  const auto found = entries_.find(id);
  if (fate == Courier::Fate::left) {
    if (found == entries_.end() || found->second->kept) ++saved_from_couriers_;
    return;
  }
  if (found != entries_.end()) {
    const EntryPtr entry = found->second;
    entry->wanted[queue] = false;
    forget_if_done(entry);
  }
  if (settled_.empty()) settle_by_ = Clock::now() + kSettleWithin;
  const bool accepted = fate == Courier::Fate::delivered;
  settled_.push_back(
      {.queue = queue, .id = id, .accepted = accepted ? std::optional(when) : std::nullopt});
}

// Entries are needed as long as the outbox does not have them, or might be lost with them.
void Ledger::forget_if_done(const EntryPtr& entry) {
  if (!entry->kept || entry->is_new) return;
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    if (entry->wanted[i] && entry->handed[i]) return;
  }
  entries_.erase(entry->notice.id);
}

bool Ledger::try_outbox(Clock::time_point now, const std::function<void()>& work) {
  if (now < try_again_) return false;
  try {
    work();
  } catch (const OutboxProblem& problem) {
    try_again_ = now + backoff_.next();
    if (std::exchange(works_, false)) tell_({.works = false, .text = problem.what()});
    return false;
  }
  backoff_.reset();
  if (!std::exchange(works_, true)) {
    tell_({.works = true, .text = "Notifications are kept on disk again"});
  }
  return true;
}

// The outbox is another one than before (the old one was damaged, or removed): it gets all that is
// still to be delivered or to be ended.
void Ledger::start_anew() {
  for (Queue& queue : queues_) queue = {.courier = queue.courier};
  settled_.clear();
  for (const auto& [incident, notice] : unended_) {
    if (!entries_.contains(notice.id)) new_entry(notice, false)->is_new = false;
  }
  unkept_.clear();
  for (const auto& [id, entry] : entries_) unkept_.push_back(entry);
  std::sort(unkept_.begin(), unkept_.end(),
            [](const EntryPtr& a, const EntryPtr& b) { return a->number < b->number; });
}

void Ledger::write_all() {
  const std::uint64_t identity = outbox_->identity();
  if (identity_ != 0 && identity_ != identity) start_anew();
  identity_ = identity;
  for (const EntryPtr& entry : unkept_) {
    entry->places = outbox_->add(entry->notice, entry->wanted);
    for (std::size_t i = 0; i < queues_.size(); ++i) note_place(*entry, i);
  }
  for (const Settled& settled : settled_) {
    outbox_->settle(settled.queue, settled.id, settled.accepted);
  }
}

void Ledger::note_place(const Entry& entry, std::size_t queue) {
  auto& place = queues_[queue].place;
  if (entry.handed[queue]) place = std::max(place, entry.places[queue]);
}

bool Ledger::has_to_write(Clock::time_point now) {
  const bool settled_is_due = settled_.size() >= kSettleAtOnce || now >= settle_by_;
  return !works_ || !unkept_.empty() || (!settled_.empty() && settled_is_due);
}

void Ledger::keep(Clock::time_point now) {
  if (!has_to_write(now)) return;
  if (!try_outbox(now, [this] { outbox_->together([this] { write_all(); }); })) return;
  settled_.clear();
  for (const EntryPtr& entry : std::exchange(unkept_, {})) {
    entry->kept = true;
    forget_if_done(entry);
  }
}

void Ledger::hand_on(Entry& entry) {
  for (Courier* courier : others_) {
    if (courier->wants(entry.notice)) courier->put(entry.notice);
  }
  if (entry.notice.phase == Phase::sample) {
    for (const Queue& queue : queues_) queue.courier->put(entry.notice);
    return;
  }
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    Queue& queue = queues_[i];
    if (!entry.wanted[i] || queue.behind) continue;
    entry.handed[i] = queue.courier->offer(entry.notice);
    queue.behind = !entry.handed[i];
    note_place(entry, i);
  }
}

void Ledger::refill(std::size_t index) {
  Queue& queue = queues_[index];
  const auto waiting = outbox_->next(index, queue.place, kRefillAtOnce);
  for (const auto& [place, notice] : waiting) {
    if (!queue.courier->offer(notice)) return;
    queue.place = place;
  }
  queue.behind = waiting.size() == kRefillAtOnce;
}

void Ledger::refill(Clock::time_point now) {
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    const bool has_room = queues_[i].courier->counts().queued * 2 < capacity_;
    if (!queues_[i].behind || !has_room || !unkept_.empty()) continue;
    try_outbox(now, [&] { outbox_->together([&] { refill(i); }); });
  }
}

void Ledger::bound_memory() {
  for (; unkept_.size() > capacity_; unkept_.pop_front()) {
    const EntryPtr entry = unkept_.front();
    for (std::size_t i = 0; i < queues_.size(); ++i) {
      if (entry->wanted[i] && !entry->handed[i]) ++dropped_;
    }
    entries_.erase(entry->notice.id);
  }
  while (settled_.size() > capacity_) settled_.pop_front();
}

void Ledger::work(Clock::time_point now) {
  keep(now);
  // What was written has its place now; what goes ahead of the outbox gets one later.
  for (const EntryPtr& entry : std::exchange(new_, {})) {
    hand_on(*entry);
    entry->is_new = false;
    forget_if_done(entry);
  }
  refill(now);
  bound_memory();
}

// What others left comes behind what is ours, and that has to have its place first.
void Ledger::adopt(Clock::time_point now) {
  bool adopted = false;
  if (!unkept_.empty()) return;
  try_outbox(now, [&] { adopted = outbox_->adopt_orphans(Outbox::WallClock::now()); });
  for (Queue& queue : queues_) queue.behind = queue.behind || adopted;
}

void Ledger::purge(Clock::time_point now, Outbox::WallClock::time_point before) {
  try_outbox(now, [&] {
    while (outbox_->purge(before)) continue;
  });
}

std::uint64_t Ledger::close(Clock::time_point now) {
  std::uint64_t left = 0;
  try_again_ = settle_by_ = {};
  keep(now);
  try_outbox(now, [&] { left = outbox_->leave(); });
  return left;
}

std::optional<Ledger::Clock::time_point> Ledger::next_turn() const {
  if (!works_) return try_again_;
  if (!settled_.empty()) return settle_by_;
  return std::nullopt;
}

}  // namespace vqa
