// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace vqa {

/// Turns CloudEvents of incidents into alerts as Alertmanager's API v2 wants them, and remembers
/// those that are on.
class AlertBook {
 public:
  using WallClock = std::chrono::system_clock;
  using Alerts = nlohmann::json;  ///< an array of them

  /// An alert that nobody refreshes for this long is over.
  explicit AlertBook(std::chrono::seconds expiry) : expiry_(expiry) {}

  /// What to post; nothing for what is no incident. An alert is told apart by its labels, so one
  /// whose severity changed is another one, and the one before is resolved.
  Alerts alerts_of(std::string_view cloud_event, WallClock::time_point now) const;
  /// That was accepted.
  void accepted(const Alerts& alerts, WallClock::time_point now);
  /// All that are on, to last until `expiry` from now.
  Alerts refreshed(WallClock::time_point now) const;
  bool any_on() const { return !on_.empty(); }

 private:
  const std::chrono::seconds expiry_;
  std::map<std::string, nlohmann::json> on_;  ///< by incident
};

}  // namespace vqa
