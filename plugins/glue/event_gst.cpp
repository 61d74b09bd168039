// SPDX-License-Identifier: LGPL-2.1-or-later
#include "glue/event_gst.h"

#include <type_traits>
#include <utility>

namespace vqa::gst {
namespace {

guint64 to_ns(Time time) { return static_cast<guint64>(time.count()); }
guint64 to_ns(std::optional<Time> time) { return time ? to_ns(*time) : GST_CLOCK_TIME_NONE; }

void set_detail(GstStructure* structure, const char* name, const Detail& detail) {
  std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, bool>) {
          gst_structure_set(structure, name, G_TYPE_BOOLEAN, gboolean{value}, nullptr);
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          gst_structure_set(structure, name, G_TYPE_INT64, gint64{value}, nullptr);
        } else if constexpr (std::is_same_v<T, double>) {
          gst_structure_set(structure, name, G_TYPE_DOUBLE, value, nullptr);
        } else {
          gst_structure_set(structure, name, G_TYPE_STRING, value.c_str(), nullptr);
        }
      },
      detail);
}

Details read_details(const GstStructure* structure) {
  Details details;
  const auto collect = [](GQuark field, const GValue* value, gpointer data) -> gboolean {
    auto& into = *static_cast<Details*>(data);
    const char* name = g_quark_to_string(field);
    if (G_VALUE_HOLDS_BOOLEAN(value)) {
      into.emplace_back(name, g_value_get_boolean(value) != FALSE);
    } else if (G_VALUE_HOLDS_INT64(value)) {
      into.emplace_back(name, std::int64_t{g_value_get_int64(value)});
    } else if (G_VALUE_HOLDS_DOUBLE(value)) {
      into.emplace_back(name, g_value_get_double(value));
    } else if (G_VALUE_HOLDS_STRING(value) && g_value_get_string(value) != nullptr) {
      into.emplace_back(name, std::string(g_value_get_string(value)));
    }
    return TRUE;
  };
  gst_structure_foreach(structure, collect, &details);
  return details;
}

bool read(const GstStructure* from, const char* name, std::string& into) {
  const char* text = gst_structure_get_string(from, name);
  if (text == nullptr) return false;
  into = text;
  return true;
}

bool read(const GstStructure* from, const char* name, std::optional<Time>& into) {
  guint64 ns = 0;
  if (gst_structure_get_uint64(from, name, &ns) == FALSE) return false;
  into.reset();
  if (ns == GST_CLOCK_TIME_NONE) return true;
  if (ns > guint64{G_MAXINT64}) return false;
  into = Time(static_cast<Time::rep>(ns));
  return true;
}

bool read(const GstStructure* from, const char* name, Time& into) {
  std::optional<Time> time;
  if (!read(from, name, time) || !time) return false;
  into = *time;
  return true;
}

bool read(const GstStructure* from, const char* name, double& into) {
  return gst_structure_get_double(from, name, &into) != FALSE;
}

template <class Enum>
bool read(const GstStructure* from, const char* name,
          std::optional<Enum> (*parse)(std::string_view), Enum& into) {
  const char* text = gst_structure_get_string(from, name);
  const auto parsed = text != nullptr ? parse(text) : std::nullopt;
  if (parsed) into = *parsed;
  return parsed.has_value();
}

}  // namespace

Structure to_structure(const Event& event) {
  // gst_structure_new wants terminated strings, which literals behind a string_view are.
  Structure structure(gst_structure_new(
      kEventName, "schema", G_TYPE_UINT, kEventSchema,                                   //
      "detector", G_TYPE_STRING, event.detector.c_str(),                                 //
      "kind", G_TYPE_STRING, event.kind.c_str(),                                         //
      "element", G_TYPE_STRING, event.element.c_str(),                                   //
      "label", G_TYPE_STRING, event.label.c_str(),                                       //
      "phase", G_TYPE_STRING, to_string(event.phase).data(),                             //
      "incident", G_TYPE_UINT64, guint64{event.incident},                                //
      "severity", G_TYPE_STRING, to_string(event.severity).data(),                       //
      "running-time", G_TYPE_UINT64, to_ns(event.running_time),                          //
      "stream-time", G_TYPE_UINT64, to_ns(event.stream_time),                            //
      "timestamp", G_TYPE_UINT64, to_ns(event.timestamp),                                //
      "start", G_TYPE_UINT64, to_ns(event.start),                                        //
      "duration", G_TYPE_UINT64, to_ns(event.duration),                                  //
      "value", G_TYPE_DOUBLE, event.value, "threshold", G_TYPE_DOUBLE, event.threshold,  //
      "unit", G_TYPE_STRING, event.unit.c_str(),                                         //
      "confidence", G_TYPE_DOUBLE, event.confidence,                                     //
      "arrived-at", G_TYPE_UINT64, to_ns(event.arrived_at),                              //
      "detected-at", G_TYPE_UINT64, to_ns(event.detected_at), nullptr));
  Structure details(gst_structure_new_empty("details"));
  for (const auto& [name, detail] : event.details) set_detail(details.get(), name.c_str(), detail);
  gst_structure_set(structure.get(), "details", GST_TYPE_STRUCTURE, details.get(), nullptr);
  return structure;
}

std::optional<Event> from_structure(const GstStructure* structure) {
  if (structure == nullptr || gst_structure_has_name(structure, kEventName) == FALSE) {
    return std::nullopt;
  }
  Event event;
  guint64 incident = 0;
  const bool whole =
      read(structure, "detector", event.detector) && read(structure, "kind", event.kind) &&
      read(structure, "element", event.element) && read(structure, "label", event.label) &&
      read(structure, "phase", phase_from, event.phase) &&
      gst_structure_get_uint64(structure, "incident", &incident) != FALSE &&
      read(structure, "severity", severity_from, event.severity) &&
      read(structure, "running-time", event.running_time) &&
      read(structure, "stream-time", event.stream_time) &&
      read(structure, "timestamp", event.timestamp) && read(structure, "start", event.start) &&
      read(structure, "duration", event.duration) && read(structure, "value", event.value) &&
      read(structure, "threshold", event.threshold) && read(structure, "unit", event.unit) &&
      read(structure, "confidence", event.confidence);
  if (!whole) return std::nullopt;
  event.incident = incident;
  // Added later: other programs may not say so.
  read(structure, "arrived-at", event.arrived_at);
  read(structure, "detected-at", event.detected_at);
  const GValue* details = gst_structure_get_value(structure, "details");
  if (details != nullptr && GST_VALUE_HOLDS_STRUCTURE(details)) {
    event.details = read_details(gst_value_get_structure(details));
  }
  return event;
}

const char* cause_of_loss(const GstStructure* structure) {
  const bool is_it = structure != nullptr && gst_structure_has_name(structure, kLostName) != FALSE;
  return is_it ? gst_structure_get_string(structure, "cause") : nullptr;
}

std::optional<bool> overload_of(GstEvent* event) {
  const GstStructure* structure = gst_event_get_structure(event);
  gboolean overloaded = FALSE;
  if (structure == nullptr || gst_structure_has_name(structure, kOverloadName) == FALSE ||
      gst_structure_get_boolean(structure, "overloaded", &overloaded) == FALSE)
    return std::nullopt;
  return overloaded != FALSE;
}

void publish(GstElement* element, GstPad* src, const Event& event, Band band) {
  Structure structure = to_structure(event);
  const guint32 number = gst_util_seqnum_next();
  if (src != nullptr) {
    GstEvent* sent = gst_event_new_custom(
        band == Band::in ? GST_EVENT_CUSTOM_DOWNSTREAM : GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
        gst_structure_copy(structure.get()));
    gst_event_set_seqnum(sent, number);
    gst_pad_push_event(src, sent);
  }
  GstMessage* message = gst_message_new_element(GST_OBJECT_CAST(element), structure.release());
  gst_message_set_seqnum(message, number);
  gst_element_post_message(element, message);
}

}  // namespace vqa::gst
