// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>

#include <cstdint>
#include <span>
#include <stdexcept>
#include <utility>

#include "glue/analyser.h"
#include "glue/object_type.h"

namespace vqa::gst {

/// The bytes of a memory, for reading, for as long as this lives.
class MappedMemory {
 public:
  explicit MappedMemory(GstMemory* memory) : memory_(memory) {
    if (gst_memory_map(memory_, &map_, GST_MAP_READ) == FALSE)
      throw std::runtime_error("its memory cannot be read");
  }
  ~MappedMemory() { gst_memory_unmap(memory_, &map_); }
  MappedMemory(const MappedMemory&) = delete;
  MappedMemory& operator=(const MappedMemory&) = delete;

  std::span<const std::uint8_t> bytes() const { return {map_.data, map_.size}; }

 private:
  GstMemory* memory_;
  GstMapInfo map_{};
};

/// A passthrough element around a detector of bytes. `Traits` is all that an element's file holds:
///
///   using Detector = ...;              the judgement: Config, process, now, sample, finish
///   kTypeName, kLongName, kDescription what gst-inspect-1.0 shows
///   kCaps                              what passes, as a string
///   kProperties                        a table of Property<Detector::Config>
///   using Keeper = ...;                keeps what passed, for clips: take, keeps, add, send,
///   finish
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
      Type::of(t).keeper_.finish(nullptr);
      return TRUE;
    };
    klass->sink_event = [](GstBaseTransform* t, GstEvent* event) -> gboolean {
      if (GST_EVENT_TYPE(event) == GST_EVENT_EOS)
        Type::of(t).keeper_.finish(GST_BASE_TRANSFORM_SRC_PAD(t));
      return Type::of(t).sink_event(event, Type::parent_class()->sink_event);
    };
    klass->src_event = [](GstBaseTransform* t, GstEvent* event) -> gboolean {
      if (!Type::of(t).keeper_.take(event)) return Type::parent_class()->src_event(t, event);
      gst_event_unref(event);
      return TRUE;
    };
    klass->set_caps = [](GstBaseTransform* t, GstCaps*, GstCaps*) -> gboolean {
      Type::of(t).finish("caps", GST_BASE_TRANSFORM_SRC_PAD(t));
      Type::of(t).keeper_.finish(GST_BASE_TRANSFORM_SRC_PAD(t));
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
    if (Shared::is_blind()) return;
    Shared::guarded([&] {
      Shared::take_settings();
      const auto time = reporter_.arrive_bytes(transform_->segment, buffer);
      bool discont = GST_BUFFER_IS_DISCONT(buffer) != FALSE;
      // Mapped one by one, for a map of all of them together is a copy.
      for (guint i = 0; i < gst_buffer_n_memory(buffer); ++i) {
        const MappedMemory memory(gst_buffer_peek_memory(buffer, i));
        detector_.process(memory.bytes(), time, std::exchange(discont, false), events_);
        keeper_.add(memory.bytes(), detector_.now());
      }
      reporter_.set_now(detector_.now());
      if (reporter_.sample_due()) detector_.sample(events_);
    });
    Shared::publish();
    if (keeper_.keeps()) keeper_.send(GST_BASE_TRANSFORM_SRC_PAD(transform_));
  }

  typename Traits::Keeper keeper_;
};

}  // namespace vqa::gst
