// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <optional>

#include "core/event.h"
#include "glue/raii.h"

namespace vqa::gst {

/// Name of the structure in element messages and in custom downstream events.
inline constexpr char kEventName[] = "vqa-event";

Structure to_structure(const Event& event);
/// Nothing if `structure` is no event of this contract. Unknown fields are left alone.
std::optional<Event> from_structure(const GstStructure* structure);

/// What whoever reads the source sends downstream when the stream cannot be had:
/// `vqa-stream-lost, cause=(string)...`. `vqanotify` tells it, and detectors end what is open, for
/// what comes next has nothing to do with what was. The next data says that it is back. Returns the
/// cause; null if it is something else.
inline constexpr char kLostName[] = "vqa-stream-lost";
const char* cause_of_loss(const GstStructure* structure);
inline bool is_lost(GstEvent* event) {
  return cause_of_loss(gst_event_get_structure(event)) != nullptr;
}

/// What a monitor that cannot keep up sends downstream, out of band: `vqa-overload,
/// overloaded=(boolean)...`. As long as it lasts, detectors say nothing.
inline constexpr char kOverloadName[] = "vqa-overload";
std::optional<bool> overload_of(GstEvent* event);

enum class Band : std::uint8_t {
  in,   ///< downstream in order with the data
  out,  ///< downstream past the data, which may not flow
};

/// Sends an event out twice: as an element message on the bus, and, if `src` is not null, as a
/// custom event downstream. Both have the same sequence number. No lock may be held.
void publish(GstElement* element, GstPad* src, const Event& event, Band band);

}  // namespace vqa::gst
