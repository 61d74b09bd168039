// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/sqlite.h"

#include <chrono>
#include <random>
#include <thread>

namespace vqa {
namespace {

constexpr int kTries = 600;  // of 1 to 3 ms: how long to wait for a lock

// SQLite's own pauses grow to 100 ms, which alerts of many processes would add up to.
int wait_for_lock(void*, int tries) {
  if (tries >= kTries) return 0;
  thread_local std::minstd_rand random{std::random_device{}()};
  std::this_thread::sleep_for(std::chrono::microseconds(1000 + random() % 2000));
  return 1;
}

}  // namespace

Statement::Statement(sqlite3* database, std::string_view sql) : database_(database) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  statement_.reset(made);
  if (code != SQLITE_OK) fail(code);
}

void Statement::fail(int code) const { throw SqliteError(code, sqlite3_errmsg(database_)); }

Statement& Statement::bind(int index, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_.get(), index, value);
  if (code != SQLITE_OK) fail(code);
  return *this;
}

Statement& Statement::bind(int index, std::string_view value) {
  const int code = sqlite3_bind_text(statement_.get(), index, value.data(),
                                     static_cast<int>(value.size()), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) fail(code);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement_.get());
  if (code != SQLITE_DONE) fail(code);
  return false;
}

std::string Statement::text(int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return text != nullptr ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

Database::Database(const std::string& path) {
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW;
  const int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  database_.reset(opened);
  if (code != SQLITE_OK) {
    throw SqliteError(code, opened != nullptr ? sqlite3_errmsg(opened) : "out of memory");
  }
  sqlite3_busy_handler(opened, wait_for_lock, nullptr);
  // In WAL mode a commit is safe from the death of the process without waiting for the disk.
  exec("PRAGMA journal_mode=WAL");
  exec("PRAGMA synchronous=NORMAL");
  exec("PRAGMA journal_size_limit=4194304");
}

void Database::exec(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw SqliteError(code, sqlite3_errmsg(database_.get()));
}

}  // namespace vqa
