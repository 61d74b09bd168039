// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>

#include <span>
#include <stdexcept>

#include "glue/analyser.h"
#include "glue/object_type.h"

namespace vqa::gst {

/// A passthrough element around a detector of bytes. `Traits` is all that an element's file holds:
///
///   using Detector = ...;              the judgement: Config, process, now, sample, finish
///   kTypeName, kLongName, kDescription what gst-inspect-1.0 shows
///   kCaps                              what passes, as a string
///   kProperties                        a table of Property<Detector::Config>
///
/// Bytes are judged in the order of the stream, so they are only ever pushed: a demuxer that would
/// rather pick what it reads from a file is told that it cannot.
template <class Traits>
class ByteAnalyser
    : public ObjectType<ByteAnalyser<Traits>, GstBaseTransform, GstBaseTransformClass>,
      public Analyser<Traits> {
  using Type = ObjectType<ByteAnalyser, GstBaseTransform, GstBaseTransformClass>;
  using Shared = Analyser<Traits>;
  using Shared::detector_;
  using Shared::events_;
  using Shared::finish;
  using Shared::reporter_;
  using Shared::transform_;

 public:
  static constexpr const char* kTypeName = Traits::kTypeName;
  static GType parent_type() { return GST_TYPE_BASE_TRANSFORM; }

  explicit ByteAnalyser(GstBaseTransform* transform) : Shared(transform) {}

  static void class_init(GstBaseTransformClass* klass) {
    Shared::describe(GST_ELEMENT_CLASS(klass), "Filter/Analyzer",
                     Caps(gst_caps_from_string(Traits::kCaps)), false);
    klass->start = [](GstBaseTransform* t) -> gboolean { return Type::of(t).reporter_.start(); };
    klass->stop = [](GstBaseTransform* t) -> gboolean {
      Type::of(t).finish("shutdown", nullptr);
      return TRUE;
    };
    klass->sink_event = [](GstBaseTransform* t, GstEvent* event) -> gboolean {
      return Type::of(t).sink_event(event);
    };
    klass->set_caps = [](GstBaseTransform* t, GstCaps*, GstCaps*) -> gboolean {
      Type::of(t).finish("caps", GST_BASE_TRANSFORM_SRC_PAD(t));
      return TRUE;
    };
    klass->query = [](GstBaseTransform* t, GstPadDirection direction, GstQuery* query) -> gboolean {
      const gboolean done = Type::parent_class()->query(t, direction, query);
      if (direction == GST_PAD_SRC && done && GST_QUERY_TYPE(query) == GST_QUERY_SCHEDULING)
        offer_to_push(query);
      return done;
    };
    klass->transform_ip = [](GstBaseTransform* t, GstBuffer* buffer) {
      Type::of(t).bytes(buffer);
      return GST_FLOW_OK;
    };
  }

 private:
  static void offer_to_push(GstQuery* query) {
    GstSchedulingFlags flags{};
    gint min = 1, max = -1, align = 0;
    gst_query_parse_scheduling(query, &flags, &min, &max, &align);
    const Query only_push(gst_query_new_scheduling());
    gst_query_set_scheduling(only_push.get(), flags, min, max, align);
    gst_query_add_scheduling_mode(only_push.get(), GST_PAD_MODE_PUSH);
    gst_structure_set_value(
        gst_query_writable_structure(query), "modes",
        gst_structure_get_value(gst_query_get_structure(only_push.get()), "modes"));
  }

  void bytes(GstBuffer* buffer) {
    Shared::guarded([&] {
      Shared::take_settings();
      const auto time = reporter_.arrive_bytes(transform_->segment, buffer);
      bool discont = GST_BUFFER_IS_DISCONT(buffer) != FALSE;
      // Mapped one by one, for a map of all of them together is a copy.
      for (guint i = 0; i < gst_buffer_n_memory(buffer); ++i) {
        GstMemory* memory = gst_buffer_peek_memory(buffer, i);
        GstMapInfo map;
        if (gst_memory_map(memory, &map, GST_MAP_READ) == FALSE)
          throw std::runtime_error("its memory cannot be read");
        detector_.process(std::span(map.data, map.size), time, std::exchange(discont, false),
                          events_);
        gst_memory_unmap(memory, &map);
      }
      reporter_.set_now(detector_.now());
      if (reporter_.sample_due()) detector_.sample(events_);
    });
    Shared::publish();
  }

  gboolean sink_event(GstEvent* event) {
    // What is open ends before the end of the stream is told, and after a flush is over, for only
    // then does anything get through again.
    const auto type = GST_EVENT_TYPE(event);
    GstPad* src = GST_BASE_TRANSFORM_SRC_PAD(transform_);
    if (type == GST_EVENT_EOS) finish("eos", src);
    const gboolean done = Type::parent_class()->sink_event(transform_, event);
    if (type == GST_EVENT_FLUSH_STOP) finish("flush", src);
    return done;
  }
};

}  // namespace vqa::gst
