// SPDX-License-Identifier: LGPL-2.1-or-later
#include "glue/clip_event.h"

namespace vqa::gst {
namespace {

const GstStructure* named(GstEvent* event, const char* name) {
  const GstStructure* structure = gst_event_get_structure(event);
  const bool is_it = structure != nullptr && gst_structure_has_name(structure, name) != FALSE;
  return is_it ? structure : nullptr;
}

std::string text(const GstStructure* structure, const char* field) {
  const char* value = gst_structure_get_string(structure, field);
  return value != nullptr ? value : "";
}

}  // namespace

GstEvent* to_event(const ClipRequest& request) {
  GstStructure* structure =
      gst_structure_new(kClipWantedName, "name", G_TYPE_STRING, request.name.c_str(), "length",
                        G_TYPE_UINT64, static_cast<guint64>(request.length.count()), "at",
                        G_TYPE_UINT64, static_cast<guint64>(request.at.count()), nullptr);
  return gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM, structure);
}

std::optional<ClipRequest> clip_request(GstEvent* event) {
  const GstStructure* structure = named(event, kClipWantedName);
  guint64 length = 0, at = 0;
  if (structure == nullptr || gst_structure_get(structure, "length", G_TYPE_UINT64, &length, "at",
                                                G_TYPE_UINT64, &at, nullptr) == FALSE) {
    return std::nullopt;
  }
  return ClipRequest{.name = text(structure, "name"),
                     .length = Time(static_cast<Time::rep>(length)),
                     .at = Time(static_cast<Time::rep>(at))};
}

GstEvent* to_event(const ClipAnswer& answer) {
  return gst_event_new_custom(
      GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
      gst_structure_new(kClipName, "name", G_TYPE_STRING, answer.name.c_str(), "data",
                        GST_TYPE_BUFFER, answer.data.get(), nullptr));
}

std::optional<ClipAnswer> clip_answer(GstEvent* event) {
  const GstStructure* structure = named(event, kClipName);
  GstBuffer* data = nullptr;
  if (structure == nullptr ||
      gst_structure_get(structure, "data", GST_TYPE_BUFFER, &data, nullptr) == FALSE) {
    return std::nullopt;
  }
  return ClipAnswer{.name = text(structure, "name"), .data = Buffer(data)};
}

}  // namespace vqa::gst
