// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace vqa {

struct SqliteError : std::runtime_error {
  SqliteError(int error, const std::string& text) : std::runtime_error(text), code(error & 0xff) {}
  bool is_damage() const { return code == SQLITE_CORRUPT || code == SQLITE_NOTADB; }
  int code;  ///< SQLITE_BUSY and the like
};

/// A prepared statement, ready to be run again and again.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view value);
  /// True while there is a row.
  bool step();
  /// Runs it to its end.
  void run() {
    while (step()) continue;
  }
  std::int64_t number(int column) { return sqlite3_column_int64(statement_.get(), column); }
  std::string text(int column);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  [[noreturn]] void fail(int code) const;

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A connection, in WAL mode. Who finds it locked by another process comes back within a moment.
class Database {
 public:
  explicit Database(const std::string& path);

  void exec(const char* sql);
  Statement prepare(std::string_view sql) { return {database_.get(), sql}; }
  int changes() const { return sqlite3_changes(database_.get()); }
  /// Some errors have done so already.
  void roll_back() {
    if (sqlite3_get_autocommit(database_.get()) == 0) {
      sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace vqa
