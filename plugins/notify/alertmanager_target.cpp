// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/alertmanager_target.h"

#include <utility>

namespace vqa {
namespace {

using WallClock = AlertBook::WallClock;

// Three refreshes may get lost.
constexpr int kRefreshesBeforeExpiry = 4;

}  // namespace

AlertmanagerTarget::AlertmanagerTarget(WebAddress address, std::chrono::seconds refresh)
    : WebTarget(std::move(address)), refresh_(refresh), book_(refresh * kRefreshesBeforeExpiry) {}

Delivery AlertmanagerTarget::post(const AlertBook::Alerts& alerts) {
  return send({.headers = {"Content-Type: application/json"},
               .body = alerts.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)},
              "/api/v2/alerts");
}

Delivery AlertmanagerTarget::deliver(std::string_view json) {
  const auto now = WallClock::now();
  const auto alerts = book_.alerts_of(json, now);
  if (alerts.empty()) return {};
  if (!book_.any_on()) refreshed_ = Clock::now();
  const Delivery delivery = post(alerts);
  if (delivery.outcome == Delivery::Outcome::delivered) book_.accepted(alerts, now);
  return delivery;
}

std::optional<AlertmanagerTarget::Clock::time_point> AlertmanagerTarget::next_turn() const {
  if (!book_.any_on()) return std::nullopt;
  return refreshed_ + refresh_;
}

Delivery AlertmanagerTarget::take_turn() {
  const Delivery delivery = post(book_.refreshed(WallClock::now()));
  if (delivery.outcome != Delivery::Outcome::retry) refreshed_ = Clock::now();
  return delivery;
}

}  // namespace vqa
