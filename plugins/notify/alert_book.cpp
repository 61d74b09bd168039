// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/alert_book.h"

#include <cctype>
#include <cstdio>

#include "core/cloud_event.h"

namespace vqa {
namespace {

using nlohmann::json;

std::string text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string number(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->dump() : std::string("unknown");
}

std::int64_t ns(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

// "freeze" becomes VqaFreeze, as alerts are usually called.
std::string alert_name(const std::string& kind) {
  std::string name = "Vqa";
  bool upper = true;
  for (const char c : kind) {
    if (c == '-') {
      upper = true;
    } else {
      name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
      upper = false;
    }
  }
  return name;
}

// Incidents, and the loss of the stream, which is one; not that it starts and ends.
bool is_alert(const json& cloud) {
  return text(cloud, "subject") == "stream/lost" ||
         text(cloud, "type").starts_with("vqa.incident.");
}

// The id is STREAM/PROCESS/NUMBER, and a stream may have any name.
std::string process_of(const std::string& id, const std::string& stream) {
  const auto rest = id.size() > stream.size() ? id.substr(stream.size() + 1) : std::string();
  return rest.substr(0, rest.find('/'));
}

std::string host_of(const std::string& source) {  // /vqa/HOST/STREAM
  const auto begin = source.find('/', 1);
  if (begin == std::string::npos) return {};
  return source.substr(begin + 1, source.find('/', begin + 1) - begin - 1);
}

// When it began: as long before the notification as the event says.
std::string onset(const json& cloud, const json& data) {
  AlertBook::WallClock::time_point told{};
  if (const auto parsed = from_rfc3339(text(cloud, "time"))) told = *parsed;
  const std::chrono::nanoseconds since(ns(data, "running_time") - ns(data, "start"));
  return to_rfc3339(told - std::chrono::duration_cast<AlertBook::WallClock::duration>(since));
}

}  // namespace

AlertBook::Alerts AlertBook::alerts_of(std::string_view cloud_event,
                                       WallClock::time_point now) const {
  Alerts alerts = json::array();
  const json cloud = json::parse(cloud_event, nullptr, false);
  if (!cloud.is_object() || !is_alert(cloud)) return alerts;
  const json data = cloud.value("data", json::object());
  const std::string stream = text(data, "stream"), kind = text(data, "kind");
  const std::string incident = process_of(text(cloud, "id"), stream) + "/" + text(data, "element") +
                               "/" + number(data, "incident");
  const json labels = {
      {"alertname", alert_name(text(data, "detector") == "stream" ? "stream-" + kind : kind)},
      {"severity", text(data, "severity")},
      {"stream", stream},
      {"detector", text(data, "detector")},
      {"kind", kind},
      {"element", text(data, "element")},
      {"host", host_of(text(cloud, "source"))},
      {"incident", incident}};
  const bool over = text(data, "phase") == "end";
  const json alert = {
      {"labels", labels},
      {"annotations",
       {{"summary", stream + ": " + text(cloud, "subject") + ", " + number(data, "value") + " " +
                        text(data, "unit") + " (limit " + number(data, "threshold") + ")"},
        {"confidence", number(data, "confidence")},
        {"details", data.value("details", json::object()).dump()}}},
      {"startsAt", onset(cloud, data)},
      {"endsAt", to_rfc3339(over ? now : now + expiry_)}};
  const auto before = on_.find(incident);
  if (before != on_.end() && before->second["labels"] != labels) {
    alerts.push_back(before->second);
    alerts.back()["endsAt"] = to_rfc3339(now);
  }
  alerts.push_back(alert);
  return alerts;
}

void AlertBook::accepted(const Alerts& alerts, WallClock::time_point now) {
  for (const json& alert : alerts) {
    const std::string incident = alert["labels"]["incident"];
    if (from_rfc3339(std::string(alert["endsAt"])) <= now) {
      on_.erase(incident);
    } else {
      on_[incident] = alert;
    }
  }
}

AlertBook::Alerts AlertBook::refreshed(WallClock::time_point now) const {
  Alerts alerts = json::array();
  for (const auto& [incident, alert] : on_) {
    alerts.push_back(alert);
    alerts.back()["endsAt"] = to_rfc3339(now + expiry_);
  }
  return alerts;
}

}  // namespace vqa
