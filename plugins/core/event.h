// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/time.h"

namespace vqa {

/// Version of the event contract (docs/events.md). Fields are only ever added to it.
inline constexpr unsigned kEventSchema = 1;

enum class Phase : std::uint8_t { begin, update, end, sample };
enum class Severity : std::uint8_t { info, warning, critical };

std::string_view to_string(Phase phase);
std::string_view to_string(Severity severity);
std::optional<Phase> phase_from(std::string_view text);
std::optional<Severity> severity_from(std::string_view text);

using Detail = std::variant<bool, std::int64_t, double, std::string>;
using Details = std::vector<std::pair<std::string, Detail>>;

/// The one event type, from detector to bus to JSON to database. Detectors fill in what they
/// know; `element`, `label` and the times from the outside are stamped on where the event leaves
/// the element, and the rest where it is notified.
struct Event {
  std::string detector;  ///< "freeze"
  std::string kind;      ///< "stutter"
  std::string element;   ///< "vqafreeze0"
  std::string label;     ///< name of the stream
  Phase phase = Phase::sample;
  std::uint64_t incident = 0;  ///< pairs begin, update and end; 0 for samples
  Severity severity = Severity::info;
  Time running_time{};                ///< of the frame that triggered it
  std::optional<Time> stream_time{};  ///< of the same frame; absent when unknown
  std::optional<Time> timestamp{};    ///< of the same frame; absent when unknown
  Time start{};                       ///< true onset, in running time
  Time duration{};                    ///< length so far
  double value = 0;
  double threshold = 0;
  std::string unit;
  double confidence = 0;  ///< 0 = nothing can be known, 1 = certain
  Details details{};

  // By the monotonic clock of the host; absent when unknown.
  std::optional<Time> frame_at{};     ///< of the same frame in a live stream: when it was taken in
  std::optional<Time> arrived_at{};   ///< the same frame at the detector
  std::optional<Time> detected_at{};  ///< when the event was made

  std::string evidence{};  ///< what the picture of the same frame is called, where there is one
  std::string clip{};      ///< and a clip of the undecoded stream around it

  bool operator==(const Event&) const = default;
};

using Events = std::vector<Event>;

/// Adds them to all events from the one at `from` on.
void add_details(Events& events, std::size_t from, const Details& details);

}  // namespace vqa
