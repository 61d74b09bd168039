// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/event.h"

namespace vqa {

/// Who sends the events of one process.
struct EventSource {
  std::string host;
  std::string process;  ///< unique to this start of the process
};

/// An event as one CloudEvents 1.0 object in JSON, on one line, without a line break at its end.
/// `sequence` makes its id unique within the process. docs/events.md is the contract.
std::string to_cloud_event(const Event& event, const EventSource& source, std::uint64_t sequence,
                           std::chrono::system_clock::time_point when);

std::string cloud_event_id(const Event& event, const EventSource& source, std::uint64_t sequence);

/// 2026-11-21T06:33:08.867Z
std::string to_rfc3339(std::chrono::system_clock::time_point when);
/// Of the same form.
std::optional<std::chrono::system_clock::time_point> from_rfc3339(const std::string& text);

}  // namespace vqa
