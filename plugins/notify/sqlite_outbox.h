// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "notify/alive.h"
#include "notify/outbox.h"
#include "notify/sqlite.h"

namespace vqa {

/// The outbox as one SQLite database for all processes of a host; docs/notify.md tells its tables.
class SqliteOutbox : public Outbox {
 public:
  explicit SqliteOutbox(OutboxConfig config);

  void together(const std::function<void()>& work) override;
  std::uint64_t identity() const override { return identity_; }
  Places add(const Notice& notice, const std::vector<bool>& wanted) override;
  void settle(std::size_t queue, const std::string& id,
              std::optional<WallClock::time_point> accepted) override;
  std::vector<Waiting> next(std::size_t queue, Place after, int limit) override;
  bool adopt_orphans(WallClock::time_point now) override;
  bool purge(WallClock::time_point before) override;
  std::uint64_t leave() override;

 private:
  void open();
  void close();
  void transact(const std::function<void()>& work);
  Statement& prepared(const char* sql);
  static Notice notice_of(Statement& row);
  std::string alive_path(const std::string& owner) const;

  std::int64_t write(const std::string& owner, const Notice& notice);
  Place enqueue(const std::string& owner, const std::string& target, std::int64_t event);
  std::vector<std::string> others();
  bool concerns_us(const std::string& dead);
  void end_incidents_of(const std::string& dead, WallClock::time_point now);
  void take_over_queues_of(const std::string& dead);
  void forget_if_done(const std::string& owner);

  const OutboxConfig config_;
  const std::string path_;
  std::optional<Alive> alive_;
  std::optional<Database> database_;
  std::map<const char*, Statement> statements_;  ///< by the address of their text, a literal
  std::uint64_t file_ = 0;  ///< that is open: somebody may put another one in its place
  std::uint64_t identity_ = 0;
};

}  // namespace vqa
