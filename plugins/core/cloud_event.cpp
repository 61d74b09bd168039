// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/cloud_event.h"

#include <cctype>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

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

std::string type_name(Phase phase) {
  if (phase == Phase::sample) return "vqa.sample";
  return "vqa.incident." + std::string(to_string(phase));
}

}  // namespace

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
                           std::chrono::system_clock::time_point when) {
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
                     {"details", details_json(event.details)}};
  const Json cloud = {
      {"specversion", "1.0"},
      {"id", cloud_event_id(event, source, sequence)},
      {"source", "/vqa/" + percent_encoded(source.host) + "/" + percent_encoded(stream)},
      {"type", type_name(event.phase)},
      {"subject", event.detector + "/" + event.kind},
      {"time", to_rfc3339(when)},
      {"datacontenttype", "application/json"},
      {"data", data}};
  // A label may hold anything; a byte that is no UTF-8 must not cost the event.
  return cloud.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace vqa
