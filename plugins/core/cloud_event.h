// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/event.h"

namespace vqa {

/// Who sends the events of one process.
struct EventSource {
  std::string host;
  std::string process;  ///< unique to this start of the process
};

/// The wall clock, and the monotonic one at the same moment.
struct Now {
  using WallClock = std::chrono::system_clock;

  Now() = default;
  Now(WallClock::time_point wall_time, Time monotonic_time = {})
      : wall(wall_time), monotonic(monotonic_time) {}

  WallClock::time_point wall{};
  Time monotonic{};
};

/// An event as one CloudEvents 1.0 object in JSON, on one line, without a line break at its end.
/// `sequence` makes its id unique within the process. docs/events.md is the contract.
std::string to_cloud_event(const Event& event, const EventSource& source, std::uint64_t sequence,
                           const Now& now);
struct EvidenceFile {
  std::string what;  ///< makes its id another one than that of the event
  std::string name;  ///< as the event calls it
  std::string path;
};
/// Tells that the picture or the clip that belongs to an event is in that file.
std::string to_evidence_event(std::string_view cloud_event, const EvidenceFile& file,
                              const Now& now);
inline constexpr char kEvidenceType[] = "vqa.evidence";
/// The same one, with the time at which this try to deliver it began. What is no object in JSON
/// stays as it is.
std::string with_sent_time(std::string cloud_event, Now::WallClock::time_point when);

std::string cloud_event_id(const Event& event, const EventSource& source, std::uint64_t sequence);

/// The type of the CloudEvent that tells it. `reason` is why it ended.
std::string cloud_event_type(std::string_view detector, std::string_view kind, Phase phase,
                             std::string_view reason);

/// 2026-11-21T06:33:08.867Z
std::string to_rfc3339(std::chrono::system_clock::time_point when);
/// Of the same form.
std::optional<std::chrono::system_clock::time_point> from_rfc3339(const std::string& text);

}  // namespace vqa
