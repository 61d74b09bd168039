// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "notify/alert_book.h"
#include "notify/webhook_target.h"

namespace vqa {

/// Raises an alert in a Prometheus Alertmanager with each `begin`, refreshes it as long as it is
/// on, and resolves it with the `end`.
class AlertmanagerTarget : public WebTarget {
 public:
  static constexpr char kOptions[] = "token refresh";
  static constexpr std::chrono::seconds kRefresh{60};

  AlertmanagerTarget(WebAddress address, std::chrono::seconds refresh);

  Delivery deliver(std::string_view json) override;
  std::optional<Clock::time_point> next_turn() const override;
  Delivery take_turn() override;
  bool calls_people() const override { return true; }

 private:
  Delivery post(const AlertBook::Alerts& alerts);

  const std::chrono::seconds refresh_;
  AlertBook book_;
  Clock::time_point refreshed_{};
};

}  // namespace vqa
