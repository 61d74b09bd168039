// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vqa::report {

/// One incident as its notifications tell it.
struct Incident {
  std::string stream, detector, kind;
  std::string severity = "info";  ///< the highest it ever had
  std::int64_t raised = 0;        ///< running time of the alarm, ns
  std::int64_t start = 0;
  std::int64_t duration = 0;  ///< so far
  double confidence = 0;
  bool over = false;
};

/// A time as people write it: 1:02:03.4
std::string clock_time(std::int64_t ns);

/// Collects incidents out of notifications.
class IncidentLog {
 public:
  /// Takes one notification, and returns what it says in one readable line, or nothing if it says
  /// nothing about an incident. Throws nlohmann::json::exception if it is no notification.
  std::optional<std::string> take(std::string_view json);

  const std::vector<Incident>& incidents() const { return incidents_; }

 private:
  Incident& incident_of(const nlohmann::json& event);

  std::vector<Incident> incidents_;  ///< in the order in which they were raised
  std::map<std::string, std::size_t> places_;
};

}  // namespace vqa::report
