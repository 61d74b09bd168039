// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vqa::fleet {

/// What the supervisor of one stream says of it.
struct Report {
  std::string name;
  std::string state;  ///< "waiting" before the first start, "dead" when the supervisor died
  std::string words;
  std::string last_end;    ///< of the monitor before
  std::int64_t since = 0;  ///< s since 1970; 0: unknown
  unsigned restarts = 0;
  unsigned failures = 0;  ///< in a row, with no good time between
  unsigned crashes = 0;   ///< or hangs, in a row

  /// The monitor does its work, or has just begun to, and does not keep failing. That a stream is
  /// lost is no fault of it.
  bool works(std::int64_t now) const;
  /// It is the monitor, or its host, and cannot be the stream.
  bool is_broken() const;
};

Report read_report(const std::string& state_dir, const std::string& name);
/// Of all streams that have one, by name.
std::vector<Report> read_reports(const std::string& state_dir);

std::string table(const std::vector<Report>& reports, std::int64_t now);
/// For Prometheus.
std::string metrics(const std::vector<Report>& reports, std::int64_t now, bool file_is_good);

/// Whether this host is of use. One monitor that keeps crashing is told of; when more than half do,
/// it is the host. Nothing that a stream does, or its sender, counts here.
struct Health {
  bool is_good = true;
  std::string words;
};
Health health(const std::vector<Report>& reports, std::int64_t now);

}  // namespace vqa::fleet
