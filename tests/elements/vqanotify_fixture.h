// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/event.h"
#include "glue/clip_event.h"
#include "glue/event_gst.h"
#include "support/harness.h"

namespace vqa::test {

using nlohmann::json;

inline Event incident(Phase phase, std::uint64_t number, Time at) {
  Event event;
  event.detector = event.kind = "freeze";
  event.element = "vqafreeze0";
  event.phase = phase;
  event.incident = number;
  event.severity = Severity::warning;
  event.running_time = at;
  event.start = 1s;
  event.duration = at - 1s;
  event.unit = "level";
  event.confidence = 1;
  return event;
}

inline GstEvent* vqa_event(const Event& event) {
  return gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst::to_structure(event).release());
}

inline gst::Pad new_pad(const char* name, GstPadDirection direction) {
  return gst::Pad(GST_PAD(gst_object_ref_sink(gst_pad_new(name, direction))));
}

/// A stream of ours into a pad of the element.
class Feeder {
 public:
  explicit Feeder(GstPad* sink, const char* caps = "video/x-raw")
      : pad_(new_pad("feeder", GST_PAD_SRC)), caps_(gst_caps_from_string(caps)) {
    gst_pad_set_element_private(pad_.get(), this);
    gst_pad_set_event_function(
        pad_.get(), [](GstPad* pad, GstObject*, GstEvent* event) -> gboolean {
          auto* self = static_cast<Feeder*>(gst_pad_get_element_private(pad));
          self->upstream_events.push_back(GST_EVENT_TYPE(event));
          auto clip = gst::clip_request(event);
          gst_event_unref(event);
          if (!clip) return TRUE;
          self->clip_requests.push_back(std::move(*clip));
          return self->keeps_clips;
        });
    gst_pad_set_active(pad_.get(), TRUE);
    EXPECT_EQ(gst_pad_link(pad_.get(), sink), GST_PAD_LINK_OK);
  }
  ~Feeder() { gst_pad_set_active(pad_.get(), FALSE); }
  Feeder(const Feeder&) = delete;
  Feeder& operator=(const Feeder&) = delete;

  void start() {
    send(gst_event_new_stream_start("feeder"));
    send(gst_event_new_caps(caps_.get()));
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    send(gst_event_new_segment(&segment));
  }
  bool send(GstEvent* event) { return gst_pad_push_event(pad_.get(), event) != FALSE; }
  bool send(const Event& event) { return send(vqa_event(event)); }
  bool end() { return send(gst_event_new_eos()); }
  GstFlowReturn push(GstBuffer* buffer) { return gst_pad_push(pad_.get(), buffer); }
  GstFlowReturn push(GstBufferList* list) { return gst_pad_push_list(pad_.get(), list); }
  gst::Caps peer_caps() { return gst::Caps(gst_pad_peer_query_caps(pad_.get(), nullptr)); }
  bool peer_query(GstQuery* query) { return gst_pad_peer_query(pad_.get(), query) != FALSE; }

  std::vector<GstEventType> upstream_events;
  std::vector<gst::ClipRequest> clip_requests;
  bool keeps_clips = true;

 private:
  gst::Pad pad_;
  gst::Caps caps_;
};

/// What comes out of a source pad of the element.
class Catcher {
 public:
  explicit Catcher(GstPad* src, const char* caps = "ANY")
      : pad_(new_pad("catcher", GST_PAD_SINK)), caps_(gst_caps_from_string(caps)) {
    gst_pad_set_element_private(pad_.get(), this);
    gst_pad_set_chain_function(pad_.get(), [](GstPad* pad, GstObject*, GstBuffer* buffer) {
      of(pad).buffers.emplace_back(buffer);
      return of(pad).answer;
    });
    gst_pad_set_chain_list_function(pad_.get(), [](GstPad* pad, GstObject*, GstBufferList* list) {
      of(pad).lists.push_back(list);
      gst_buffer_list_unref(list);
      return GST_FLOW_OK;
    });
    gst_pad_set_event_function(
        pad_.get(), [](GstPad* pad, GstObject*, GstEvent* event) -> gboolean {
          of(pad).events.push_back(GST_EVENT_TYPE(event));
          if (const auto seen = gst::from_structure(gst_event_get_structure(event))) {
            of(pad).incidents.push_back(*seen);
          }
          gst_event_unref(event);
          return TRUE;
        });
    gst_pad_set_query_function(pad_.get(),
                               [](GstPad* pad, GstObject*, GstQuery* query) -> gboolean {
                                 of(pad).queries.push_back(GST_QUERY_TYPE(query));
                                 if (GST_QUERY_TYPE(query) != GST_QUERY_CAPS)
                                   return GST_QUERY_TYPE(query) == GST_QUERY_ALLOCATION;
                                 gst_query_set_caps_result(query, of(pad).caps_.get());
                                 return TRUE;
                               });
    gst_pad_set_active(pad_.get(), TRUE);
    EXPECT_EQ(gst_pad_link(src, pad_.get()), GST_PAD_LINK_OK);
  }
  ~Catcher() { gst_pad_set_active(pad_.get(), FALSE); }
  Catcher(const Catcher&) = delete;
  Catcher& operator=(const Catcher&) = delete;

  bool send_upstream(GstEvent* event) { return gst_pad_push_event(pad_.get(), event) != FALSE; }
  GstPad* operator*() { return pad_.get(); }

  std::vector<gst::Buffer> buffers;
  std::vector<GstBufferList*> lists;  // only their addresses
  std::vector<GstEventType> events;
  std::vector<Event> incidents;
  std::vector<GstQueryType> queries;
  GstFlowReturn answer = GST_FLOW_OK;

 private:
  static Catcher& of(GstPad* pad) {
    return *static_cast<Catcher*>(gst_pad_get_element_private(pad));
  }
  gst::Pad pad_;
  gst::Caps caps_;
};

class VqaNotify : public testing::Test {
 protected:
  VqaNotify()
      : file_(dir_.path("events.jsonl")),
        element_(static_cast<GstElement*>(
            gst_object_ref_sink(gst_element_factory_make("vqanotify", nullptr)))) {
    gst_element_set_bus(element_.get(), bus_.bus());
    g_object_set(element_.get(), "targets", ("file:" + file_).c_str(), "state-dir", "none",
                 nullptr);
  }
  ~VqaNotify() override {
    stop();
    gst_element_set_bus(element_.get(), nullptr);
    bus_.clear();
  }

  bool start() {
    return gst_element_set_state(element_.get(), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
  }
  void stop() { gst_element_set_state(element_.get(), GST_STATE_NULL); }
  gst::Pad pad(const char* name) {
    return gst::Pad(gst_element_request_pad_simple(element_.get(), name));
  }
  bool is_sink() const { return GST_OBJECT_FLAG_IS_SET(element_.get(), GST_ELEMENT_FLAG_SINK); }
  std::size_t eos_count() { return bus_.of_type(GST_MESSAGE_EOS).size(); }
  struct Stats {
    guint64 delivered = 0, refused = 0, dropped = 0, dropped_samples = 0, queued = 0, kept = 0;
  };
  Stats stats() const {
    GstStructure* structure = nullptr;
    g_object_get(element_.get(), "stats", &structure, nullptr);
    const gst::Structure owned(structure);
    Stats stats;
    EXPECT_TRUE(gst_structure_get(structure, "refused", G_TYPE_UINT64, &stats.refused, "kept",
                                  G_TYPE_UINT64, &stats.kept, nullptr));
    EXPECT_TRUE(gst_structure_get(structure, "delivered", G_TYPE_UINT64, &stats.delivered,
                                  "dropped", G_TYPE_UINT64, &stats.dropped, "dropped-samples",
                                  G_TYPE_UINT64, &stats.dropped_samples, "queued", G_TYPE_UINT64,
                                  &stats.queued, nullptr));
    return stats;
  }
  /// What was told of incidents; that the stream starts and ends is left out.
  std::vector<json> objects() const { return read_objects(file_); }
  static std::vector<json> read_objects(const std::string& path) {
    std::vector<json> objects = all_objects(path);
    std::erase_if(objects, [](const json& told) { return told["subject"] == "stream/running"; });
    return objects;
  }
  std::vector<json> all_objects() const { return all_objects(file_); }
  static std::vector<json> all_objects(const std::string& path) {
    std::vector<json> objects;
    for (const auto& line : lines_of(path)) objects.push_back(json::parse(line));
    return objects;
  }
  /// What a notification says of an event, but for when, and which picture belongs to it.
  static json data_of(const json& told) {
    json data = told.at("data");
    for (const char* when : {"frame_at", "arrived_at", "detected_at", "evidence"}) data.erase(when);
    return data;
  }
  static std::vector<std::string> types(const std::vector<json>& objects) {
    std::vector<std::string> types;
    for (const auto& object : objects) types.push_back(object.at("type"));
    return types;
  }

  TempDir dir_;
  std::string file_;
  BusLog bus_;
  gst::Element element_;
};

}  // namespace vqa::test
