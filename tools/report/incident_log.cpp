// SPDX-License-Identifier: LGPL-2.1-or-later
#include "incident_log.h"

#include <cmath>
#include <cstdio>
#include <map>

namespace vqa::report {
namespace {

using Json = nlohmann::json;

// What a viewer would say. Kinds without an entry are called by their names.
std::string describe(const std::string& detector, const std::string& kind) {
  static const std::map<std::string, std::string> words = {
      {"black/black", "picture black"},
      {"black/solid", "picture of one colour"},
      {"black/bars", "colour bars"},
      {"blockiness/corruption", "picture damaged"},
      {"freeze/freeze", "picture frozen"},
      {"freeze/still", "picture stands still"},
      {"freeze/stutter", "picture stutters"},
      {"freeze/stall", "no picture arrives"},
      {"stream/lost", "stream lost"},
      {"transport/loss", "packets lost"},
      {"transport/pcr", "clock of the stream not as it should be"},
      {"transport/psi", "tables of the stream missing"},
      {"transport/pts", "time stamps of the stream not as they should be"},
  };
  if (const auto found = words.find(detector + "/" + kind); found != words.end())
    return found->second;
  return detector == kind ? kind : detector + " " + kind;
}

std::string seconds(std::int64_t ns) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(ns) / 1e9);
  return text;
}

std::string sure(double confidence) {
  return std::to_string(std::lround(confidence * 100)) + " % sure";
}

int rank(const std::string& severity) {
  return severity == "critical" ? 2 : severity == "warning" ? 1 : 0;
}

std::string line(const Incident& incident, std::int64_t now, const std::string& grade,
                 const std::string& text) {
  char head[160];
  std::snprintf(head, sizeof head, "%9s  %-12s %-9s ", clock_time(now).c_str(),
                incident.stream.c_str(), grade.c_str());
  return head + text;
}

// That a stream starts and ends is no incident to whoever reads about defects.
bool is_running(const Json& data) {
  return data.at("detector") == "stream" && data.at("kind") == "running";
}

}  // namespace

std::string clock_time(std::int64_t ns) {
  const std::int64_t tenths = (ns + 50'000'000) / 100'000'000;
  const auto minutes = static_cast<int>(tenths / 600 % 60);
  const auto hours = static_cast<long long>(tenths / 36000);
  const auto rest = static_cast<double>(tenths % 600) / 10;
  char text[48];
  if (hours > 0) {
    std::snprintf(text, sizeof text, "%lld:%02d:%04.1f", hours, minutes, rest);
  } else {
    std::snprintf(text, sizeof text, "%d:%04.1f", minutes, rest);
  }
  return text;
}

// An incident is one of a process, an element and a number.
Incident& IncidentLog::incident_of(const Json& event) {
  const Json& data = event.at("data");
  const auto id = event.at("id").get<std::string>();
  const std::string key = id.substr(0, id.rfind('/')) + " " +
                          data.at("element").get<std::string>() + " " +
                          std::to_string(data.at("incident").get<std::uint64_t>());
  const auto [place, is_new] = places_.try_emplace(key, incidents_.size());
  if (is_new) {
    incidents_.push_back({.stream = data.at("stream"),
                          .detector = data.at("detector"),
                          .kind = data.at("kind"),
                          .raised = data.at("running_time"),
                          .confidence = data.at("confidence")});
  }
  return incidents_[place->second];
}

std::optional<std::string> IncidentLog::take(std::string_view json) {
  const Json event = Json::parse(json);
  const Json& data = event.at("data");
  const auto phase = data.at("phase").get<std::string>();
  if (phase == "sample" || is_running(data)) return std::nullopt;

  Incident& incident = incident_of(event);
  const auto severity = data.at("severity").get<std::string>();
  if (rank(severity) > rank(incident.severity)) incident.severity = severity;
  incident.start = data.at("start");
  incident.duration = data.at("duration");
  incident.over = phase == "end";

  const auto now = data.at("running_time").get<std::int64_t>();
  // Some detectors say it themselves.
  const std::string what =
      data.at("details").value("words", describe(incident.detector, incident.kind));
  const std::string from = clock_time(incident.start);
  if (incident.over) {
    const auto reason = data.at("details").value("reason", "cleared");
    return line(incident, now, "over",
                what + " for " + seconds(incident.duration) + ", " + from + " to " +
                    clock_time(incident.start + incident.duration) +
                    (reason == "cleared" ? "" : " (ended by: " + reason + ")"));
  }
  return line(incident, now, incident.severity == "critical" ? "CRITICAL" : incident.severity,
              what + " since " + from + ", " + seconds(incident.duration) + " (" +
                  sure(data.at("confidence").get<double>()) + ")");
}

}  // namespace vqa::report
