// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/sqlite_outbox.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "notify/damaged_database.h"

namespace vqa {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kPurgeAtOnce = 500;  // so that nobody waits for the lock for long

constexpr char kSchema[] = R"(
CREATE TABLE IF NOT EXISTS event(
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, incident TEXT NOT NULL,
  phase TEXT NOT NULL, stream TEXT NOT NULL, detector TEXT NOT NULL, folded INTEGER NOT NULL,
  time INTEGER NOT NULL, json TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_time ON event(time);
CREATE TABLE IF NOT EXISTS outbox(
  place INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, target TEXT NOT NULL,
  event INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS outbox_event ON outbox(event, target);
CREATE INDEX IF NOT EXISTS outbox_queue ON outbox(owner, target, place);
CREATE TABLE IF NOT EXISTS delivery(
  event INTEGER NOT NULL, target TEXT NOT NULL, time INTEGER NOT NULL,
  PRIMARY KEY(event, target)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unended(
  owner TEXT NOT NULL, incident TEXT NOT NULL, event INTEGER NOT NULL,
  PRIMARY KEY(owner, incident)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS owner(
  owner TEXT NOT NULL, target TEXT NOT NULL, calls_people INTEGER NOT NULL,
  PRIMARY KEY(owner, target)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS self(one INTEGER PRIMARY KEY CHECK(one = 1), identity INTEGER NOT NULL);
INSERT OR IGNORE INTO self VALUES(1, random());
)";

const char* remedy(int code) {
  switch (code) {
    case SQLITE_FULL:
      return "make room";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "check its permissions, or set another state-dir";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program keeps it locked";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "damaged: it is put aside, and a new one begun";
    default:
      return "will be tried again";
  }
}

OutboxProblem problem(const std::string& path, const std::string& what, int code) {
  return OutboxProblem("Cannot keep notifications in " + path + ": " + what + " (" + remedy(code) +
                       "). Until then they are told from memory alone");
}

std::uint64_t file_at(const std::string& path) {
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0) return 0;
  return static_cast<std::uint64_t>(file.st_ino) ^ (static_cast<std::uint64_t>(file.st_dev) << 48);
}

std::int64_t to_ms(Outbox::WallClock::time_point time) {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

bool has_outbox() { return true; }

std::unique_ptr<Outbox> make_outbox(const OutboxConfig& config) {
  return std::make_unique<SqliteOutbox>(config);
}

// Of a row that begins with all that a notice is made of.
Notice SqliteOutbox::notice_of(Statement& row) {
  return {.id = row.text(0),
          .incident = row.text(1),
          .phase = phase_from(row.text(2)).value_or(Phase::update),
          .json = std::make_shared<const std::string>(row.text(6)),
          .stream = row.text(3),
          .detector = row.text(4),
          .defect = std::nullopt,
          .folded = row.number(5) != 0};
}

SqliteOutbox::SqliteOutbox(OutboxConfig config)
    : config_(std::move(config)), path_(fs::path(config_.dir) / "events.db") {}

std::string SqliteOutbox::alive_path(const std::string& owner) const {
  return fs::path(config_.dir) / "alive" / owner;
}

Statement& SqliteOutbox::prepared(const char* sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return found->second;
  return statements_.emplace(sql, database_->prepare(sql)).first->second;
}

void SqliteOutbox::close() {
  statements_.clear();
  database_.reset();
}

// Also anew, where somebody removed or replaced what was there.
void SqliteOutbox::open() {
  if (!alive_ || !alive_->is_in_place()) {
    fs::create_directories(fs::path(config_.dir) / "alive");
    alive_.reset();
    alive_.emplace(Alive::make(alive_path(config_.owner)));
  }
  if (database_ && file_at(path_) == file_) return;
  close();
  database_.emplace(path_);
  database_->exec(kSchema);
  file_ = file_at(path_);
  transact([this] {
    auto& self = prepared("SELECT identity FROM self");
    while (self.step()) identity_ = static_cast<std::uint64_t>(self.number(0));
    auto& insert = prepared("INSERT OR IGNORE INTO owner VALUES(?1, ?2, ?3)");
    insert.bind(1, config_.owner).bind(2, "").bind(3, 0).run();  // one row in any case
    for (const auto& queue : config_.queues) {
      insert.bind(2, queue.target).bind(3, queue.calls_people ? 1 : 0).run();
    }
  });
}

void SqliteOutbox::transact(const std::function<void()>& work) {
  prepared("BEGIN IMMEDIATE").run();
  try {
    work();
    prepared("COMMIT").run();
  } catch (...) {
    database_->roll_back();
    throw;
  }
}

void SqliteOutbox::together(const std::function<void()>& work) {
  try {
    open();
    transact(work);
  } catch (const SqliteError& error) {
    close();
    if (error.is_damage()) put_aside_if_damaged(path_);
    throw problem(path_, error.what(), error.code);
  } catch (const std::system_error& error) {
    throw problem(path_, error.code().message(), SQLITE_PERM);
  }
}

std::int64_t SqliteOutbox::write(const std::string& owner, const Notice& notice) {
  prepared(
      "INSERT INTO event(id, owner, incident, phase, stream, detector, folded, time, json) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(id) DO NOTHING")
      .bind(1, notice.id)
      .bind(2, owner)
      .bind(3, notice.incident)
      .bind(4, to_string(notice.phase))
      .bind(5, notice.stream)
      .bind(6, notice.detector)
      .bind(7, notice.folded ? 1 : 0)
      .bind(8, to_ms(WallClock::now()))
      .bind(9, *notice.json)
      .run();
  auto& find = prepared("SELECT n FROM event WHERE id = ?1").bind(1, notice.id);
  std::int64_t event = 0;
  while (find.step()) event = find.number(0);
  return event;
}

SqliteOutbox::Place SqliteOutbox::enqueue(const std::string& owner, const std::string& target,
                                          std::int64_t event) {
  auto& insert = prepared(
      "INSERT INTO outbox(owner, target, event) VALUES(?1, ?2, ?3) "
      "ON CONFLICT(event, target) DO UPDATE SET owner = excluded.owner RETURNING place");
  insert.bind(1, owner).bind(2, target).bind(3, event);
  Place place = 0;
  while (insert.step()) place = insert.number(0);
  return place;
}

SqliteOutbox::Places SqliteOutbox::add(const Notice& notice, const std::vector<bool>& wanted) {
  const std::int64_t event = write(config_.owner, notice);
  if (notice.phase == Phase::end) {
    prepared("DELETE FROM unended WHERE owner = ?1 AND incident = ?2")
        .bind(1, config_.owner)
        .bind(2, notice.incident)
        .run();
  } else if (!notice.incident.empty()) {
    prepared("INSERT OR REPLACE INTO unended VALUES(?1, ?2, ?3)")
        .bind(1, config_.owner)
        .bind(2, notice.incident)
        .bind(3, event)
        .run();
  }
  Places places(config_.queues.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (wanted[i]) places[i] = enqueue(config_.owner, config_.queues[i].target, event);
  }
  return places;
}

void SqliteOutbox::settle(std::size_t queue, const std::string& id,
                          std::optional<WallClock::time_point> accepted) {
  if (accepted) {
    prepared("INSERT OR IGNORE INTO delivery SELECT n, ?1, ?2 FROM event WHERE id = ?3")
        .bind(1, config_.queues[queue].target)
        .bind(2, to_ms(*accepted))
        .bind(3, id)
        .run();
  }
  prepared("DELETE FROM outbox WHERE target = ?1 AND event = (SELECT n FROM event WHERE id = ?2)")
      .bind(1, config_.queues[queue].target)
      .bind(2, id)
      .run();
}

std::vector<Outbox::Waiting> SqliteOutbox::next(std::size_t queue, Place after, int limit) {
  auto& rows = prepared(
      "SELECT e.id, e.incident, e.phase, e.stream, e.detector, e.folded, e.json, o.place "
      "FROM outbox o JOIN event e ON e.n = o.event "
      "WHERE o.owner = ?1 AND o.target = ?2 AND o.place > ?3 ORDER BY o.place LIMIT ?4");
  rows.bind(1, config_.owner).bind(2, config_.queues[queue].target).bind(3, after).bind(4, limit);
  std::vector<Waiting> waiting;
  while (rows.step()) waiting.push_back({.place = rows.number(7), .notice = notice_of(rows)});
  return waiting;
}

bool SqliteOutbox::purge(WallClock::time_point before) {
  int purged = 0;
  together([&] {
    // What an incident that goes on was last seen as is not old.
    for (const char* sql :
         {"DELETE FROM outbox WHERE event IN (SELECT n FROM event WHERE time < ?1"
          " AND n NOT IN (SELECT event FROM unended) ORDER BY time, n LIMIT ?2)",
          "DELETE FROM delivery WHERE event IN (SELECT n FROM event WHERE time < ?1"
          " AND n NOT IN (SELECT event FROM unended) ORDER BY time, n LIMIT ?2)",
          "DELETE FROM event WHERE n IN (SELECT n FROM event WHERE time < ?1"
          " AND n NOT IN (SELECT event FROM unended) ORDER BY time, n LIMIT ?2)"}) {
      prepared(sql).bind(1, to_ms(before)).bind(2, kPurgeAtOnce).run();
    }
    purged = database_->changes();
  });
  return purged == kPurgeAtOnce;
}

std::uint64_t SqliteOutbox::leave() {
  std::int64_t left = 0;
  together([&] {
    auto& count = prepared("SELECT count(*) FROM outbox WHERE owner = ?1");
    count.bind(1, config_.owner);
    while (count.step()) left = count.number(0);
    forget_if_done(config_.owner);
  });
  alive_->remove();
  return static_cast<std::uint64_t>(left);
}

}  // namespace vqa
