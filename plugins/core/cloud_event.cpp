// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/cloud_event.h"

#include <cctype>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

namespace vqa {
namespace {

using Json = nlohmann::ordered_json;  // keeps the order in which docs/events.md lists the fields

// The keys of `data` are field names with - turned into _.
std::string key(std::string name) {
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

Json optional_ns(const std::optional<Time>& time) {
  return time ? Json(time->count()) : Json(nullptr);
}

// One jump of the wall clock does not tear the times of an event apart: all are told by how long
// they were before the same moment.
Json wall_time(const std::optional<Time>& monotonic, const Now& now) {
  static constexpr Time kBelievable = std::chrono::years(1);  // anybody may send events
  if (!monotonic || *monotonic < Time::zero()) return nullptr;
  const Time ago = now.monotonic - *monotonic;
  if (ago > kBelievable || ago < -kBelievable) return nullptr;
  return to_rfc3339(now.wall - std::chrono::duration_cast<Now::WallClock::duration>(ago));
}

Json details_json(const Details& details) {
  Json json = Json::object();
  for (const auto& detail : details) {
    std::visit([&](const auto& value) { json[key(detail.first)] = value; }, detail.second);
  }
  return json;
}

// Streams without a name still need one in the id and in the path of the source.
std::string stream_name(const Event& event) {
  return event.label.empty() ? "unnamed" : event.label;
}

// `source` is a URI reference, and a label may hold anything.
std::string percent_encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  static constexpr std::string_view kMarks = "-._~:@";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 128 && std::isalnum(byte) != 0) || kMarks.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

std::string reason_of(const Event& event) {
  for (const auto& [name, value] : event.details) {
    if (name == "reason" && std::holds_alternative<std::string>(value)) {
      return std::get<std::string>(value);
    }
  }
  return {};
}

}  // namespace

std::string cloud_event_type(std::string_view detector, std::string_view kind, Phase phase,
                             std::string_view reason) {
  if (detector == "monitor" && kind == "heartbeat") return "vqa.monitor.heartbeat";
  if (detector == "monitor" && kind == "overload" && phase != Phase::update)
    return phase == Phase::begin ? "vqa.monitor.overload" : "vqa.monitor.ok";
  if (detector == "stream" && kind == "running" && phase != Phase::update) {
    return phase == Phase::begin ? "vqa.stream.start" : "vqa.stream.end";
  }
  if (detector == "stream" && kind == "lost") {
    if (phase == Phase::begin) return "vqa.stream.lost";
    if (phase == Phase::end && reason == "cleared") return "vqa.stream.back";
  }
  if (phase == Phase::sample) return "vqa.sample";
  return "vqa.incident." + std::string(to_string(phase));
}

std::string to_rfc3339(std::chrono::system_clock::time_point when) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(when.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const std::time_t whole = seconds.count();
  std::tm utc{};
  gmtime_r(&whole, &utc);
  char day[32];
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &utc);
  char text[48];
  std::snprintf(text, sizeof text, "%s.%03dZ", day, static_cast<int>((since - seconds).count()));
  return text;
}

std::optional<std::chrono::system_clock::time_point> from_rfc3339(const std::string& text) {
  std::tm utc{};
  int ms = 0;
  char end = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3d%c", &utc.tm_year, &utc.tm_mon,
                  &utc.tm_mday, &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &ms, &end) != 8 ||
      end != 'Z') {
    return std::nullopt;
  }
  utc.tm_year -= 1900;
  utc.tm_mon -= 1;
  return std::chrono::system_clock::from_time_t(timegm(&utc)) + std::chrono::milliseconds(ms);
}

std::string cloud_event_id(const Event& event, const EventSource& source, std::uint64_t sequence) {
  return stream_name(event) + "/" + source.process + "/" + std::to_string(sequence);
}

std::string to_cloud_event(const Event& event, const EventSource& source, std::uint64_t sequence,
                           const Now& now) {
  const std::string stream = stream_name(event);
  const Json data = {{"schema", kEventSchema},
                     {"stream", stream},
                     {"detector", event.detector},
                     {"kind", event.kind},
                     {"element", event.element},
                     {"phase", to_string(event.phase)},
                     {"incident", event.incident},
                     {"severity", to_string(event.severity)},
                     {"running_time", event.running_time.count()},
                     {"stream_time", optional_ns(event.stream_time)},
                     {"timestamp", optional_ns(event.timestamp)},
                     {"start", event.start.count()},
                     {"duration", event.duration.count()},
                     {"value", event.value},
                     {"threshold", event.threshold},
                     {"unit", event.unit},
                     {"confidence", event.confidence},
                     {"frame_at", wall_time(event.frame_at, now)},
                     {"arrived_at", wall_time(event.arrived_at, now)},
                     {"detected_at", wall_time(event.detected_at, now)},
                     {"evidence", event.evidence.empty() ? Json(nullptr) : Json(event.evidence)},
                     {"clip", event.clip.empty() ? Json(nullptr) : Json(event.clip)},
                     {"details", details_json(event.details)}};
  const Json cloud = {
      {"specversion", "1.0"},
      {"id", cloud_event_id(event, source, sequence)},
      {"source", "/vqa/" + percent_encoded(source.host) + "/" + percent_encoded(stream)},
      {"type", cloud_event_type(event.detector, event.kind, event.phase, reason_of(event))},
      {"subject", event.detector + "/" + event.kind},
      {"time", to_rfc3339(now.wall)},
      {"datacontenttype", "application/json"},
      {"data", data}};
  // A label may hold anything; a byte that is no UTF-8 must not cost the event.
  return cloud.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_evidence_event(std::string_view cloud_event, const EvidenceFile& file,
                              const Now& now) {
  Json cloud = Json::parse(cloud_event, nullptr, false);
  if (!cloud.is_object() || !cloud["data"].is_object()) return {};
  const Json about = std::exchange(cloud["data"], Json::object());
  cloud["id"] = cloud.value("id", "") + "/" + file.what;
  cloud["type"] = kEvidenceType;
  cloud["time"] = to_rfc3339(now.wall);
  cloud["data"]["schema"] = kEventSchema;
  for (const char* name : {"stream", "element", "incident"}) {
    cloud["data"][name] = about.value(name, Json(nullptr));
  }
  cloud["data"]["evidence"] = file.name;
  cloud["data"]["file"] = file.path;
  return cloud.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string with_sent_time(std::string cloud_event, Now::WallClock::time_point when) {
  if (cloud_event.starts_with('{') && cloud_event.ends_with('}')) {
    cloud_event.insert(cloud_event.size() - 1, ",\"sent\":\"" + to_rfc3339(when) + "\"");
  }
  return cloud_event;
}

}  // namespace vqa
