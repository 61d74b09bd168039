// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What an outbox does about processes that died.
#include <utility>

#include "notify/last_word.h"
#include "notify/sqlite_outbox.h"

namespace vqa {

bool SqliteOutbox::adopt_orphans(WallClock::time_point now) {
  std::vector<std::string> owners;
  together([&] { owners = others(); });
  bool adopted = false;
  for (const auto& owner : owners) {
    // Held until all is written down: nobody else ends the same incidents.
    const auto dead = Alive::of_dead(alive_path(owner));
    if (!dead) continue;
    together([&] {
      if (!concerns_us(owner)) return;
      end_incidents_of(owner, now);
      take_over_queues_of(owner);
      forget_if_done(owner);
      adopted = true;
    });
    dead->remove();
  }
  return adopted;
}

std::vector<std::string> SqliteOutbox::others() {
  auto& rows = prepared("SELECT DISTINCT owner FROM owner WHERE owner <> ?1");
  rows.bind(1, config_.owner);
  std::vector<std::string> owners;
  while (rows.step()) owners.push_back(rows.text(0));
  return owners;
}

// What waits for a target that we do not know has to wait for somebody who does.
bool SqliteOutbox::concerns_us(const std::string& dead) {
  auto& row = prepared(
      "SELECT EXISTS(SELECT 1 FROM unended WHERE owner = ?1)"
      " OR NOT EXISTS(SELECT 1 FROM outbox WHERE owner = ?1)"
      " OR EXISTS(SELECT 1 FROM outbox WHERE owner = ?1 AND target IN"
      "   (SELECT target FROM owner WHERE owner = ?2))");
  row.bind(1, dead).bind(2, config_.owner);
  bool concerns = false;
  while (row.step()) concerns = row.number(0) != 0;
  return concerns;
}

void SqliteOutbox::end_incidents_of(const std::string& dead, WallClock::time_point now) {
  std::vector<std::pair<std::string, bool>> targets;  // with whether they call people
  auto& queues =
      prepared("SELECT target, calls_people FROM owner WHERE owner = ?1 AND target <> ''");
  queues.bind(1, dead);
  while (queues.step()) targets.emplace_back(queues.text(0), queues.number(1) != 0);

  std::vector<Notice> ends;
  auto& rows = prepared(
      "SELECT e.id, e.incident, e.phase, e.stream, e.detector, e.folded, e.json "
      "FROM unended u JOIN event e ON e.n = u.event WHERE u.owner = ?1 ORDER BY e.n");
  rows.bind(1, dead);
  while (rows.step()) {
    if (auto end = last_word(notice_of(rows), now)) ends.push_back(std::move(*end));
  }
  for (const Notice& end : ends) {
    const std::int64_t event = write(dead, end);
    for (const auto& [target, calls_people] : targets) {
      if (!end.folded || !calls_people) enqueue(dead, target, event);
    }
  }
  prepared("DELETE FROM unended WHERE owner = ?1").bind(1, dead).run();
}

// To the end of our own queues, in the order that they had.
void SqliteOutbox::take_over_queues_of(const std::string& dead) {
  for (const auto& queue : config_.queues) {
    std::vector<std::int64_t> events;
    auto& rows =
        prepared("SELECT event FROM outbox WHERE owner = ?1 AND target = ?2 ORDER BY place");
    rows.bind(1, dead).bind(2, queue.target);
    while (rows.step()) events.push_back(rows.number(0));
    prepared("DELETE FROM outbox WHERE owner = ?1 AND target = ?2")
        .bind(1, dead)
        .bind(2, queue.target)
        .run();
    for (const std::int64_t event : events) enqueue(config_.owner, queue.target, event);
  }
}

void SqliteOutbox::forget_if_done(const std::string& owner) {
  prepared(
      "DELETE FROM owner WHERE owner = ?1"
      " AND NOT EXISTS(SELECT 1 FROM outbox WHERE owner = ?1)"
      " AND NOT EXISTS(SELECT 1 FROM unended WHERE owner = ?1)")
      .bind(1, owner)
      .run();
}

}  // namespace vqa
