// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/video/gstvideofilter.h>

#include <optional>

#include "core/view.h"
#include "glue/analyser.h"
#include "glue/event_gst.h"
#include "glue/object_type.h"
#include "glue/planes.h"
#include "glue/stall_watch.h"

namespace vqa::gst {

/// A passthrough video element around a detector. `Traits` is all that an element's file holds:
///
///   using Detector = ...;              the judgement: Config, process, sample, finish, set_mask
///   kTypeName, kLongName, kDescription what gst-inspect-1.0 shows
///   kProperties                        a table of Property<Detector::Config>
///   stall(config)                      StallRules, if it also tells when no frames arrive
///
/// A detector that also has `hear` is told of what detectors in front of it found.
template <class Traits>
class VideoAnalyser : public ObjectType<VideoAnalyser<Traits>, GstVideoFilter, GstVideoFilterClass>,
                      public Analyser<Traits> {
  using Type = ObjectType<VideoAnalyser, GstVideoFilter, GstVideoFilterClass>;
  using Shared = Analyser<Traits>;
  using Shared::detector_;
  using Shared::events_;
  using Shared::finish;
  using Shared::guarded;
  using Shared::reporter_;
  using Shared::transform_;
  using typename Shared::Config;
  using typename Shared::Detector;
  static constexpr bool kWatchesStalls = requires(const Config& config) { Traits::stall(config); };

 public:
  static constexpr const char* kTypeName = Traits::kTypeName;
  static GType parent_type() { return GST_TYPE_VIDEO_FILTER; }

  explicit VideoAnalyser(GstVideoFilter* filter) : Shared(GST_BASE_TRANSFORM(filter)) {
    if constexpr (kWatchesStalls) watch_arrivals();
  }

  static void class_init(GstVideoFilterClass* klass) {
    auto* element_class = GST_ELEMENT_CLASS(klass);
    Shared::describe(element_class, "Filter/Analyzer/Video", luma_caps(), true);

    if constexpr (Shared::kShares) {
      element_class->set_context = [](GstElement* e, GstContext* context) {
        Type::of(e).take_context(context);
        GST_ELEMENT_CLASS(Type::parent_class())->set_context(e, context);
      };
    }

    auto* transform_class = GST_BASE_TRANSFORM_CLASS(klass);
    transform_class->start = [](GstBaseTransform* t) -> gboolean {
      return Type::of(t).reporter_.start();
    };
    element_class->change_state = [](GstElement* e, GstStateChange change) {
      if (change == GST_STATE_CHANGE_PLAYING_TO_PAUSED) Type::of(e).expect_nothing("paused");
      return GST_ELEMENT_CLASS(Type::parent_class())->change_state(e, change);
    };
    transform_class->stop = [](GstBaseTransform* t) -> gboolean {
      if (auto& stalls = Type::of(t).stalls_) stalls->stop();
      Type::of(t).finish("shutdown", nullptr);
      return TRUE;
    };
    transform_class->sink_event = [](GstBaseTransform* t, GstEvent* event) -> gboolean {
      return Type::of(t).sink_event(event);
    };
    klass->set_info = [](GstVideoFilter* f, GstCaps*, GstVideoInfo*, GstCaps*,
                         GstVideoInfo*) -> gboolean {
      Type::of(f).finish("caps", GST_BASE_TRANSFORM_SRC_PAD(f));
      return TRUE;
    };
    klass->transform_frame_ip = [](GstVideoFilter* f, GstVideoFrame* frame) {
      Type::of(f).frame(*frame);
      return GST_FLOW_OK;
    };
  }

  void set_property(guint id, const GValue* value, GParamSpec* spec) {
    Shared::set_property(id, value, spec);
    // Not left to the next frame, which may not come.
    if constexpr (kWatchesStalls) stalls_->configure(Traits::stall(Shared::config()));
  }

 private:
  void watch_arrivals() {
    stalls_.emplace(reporter_, detector_.numbers(), Detector::kDetector);
    stalls_->configure(Traits::stall(Config{}));
    GstPad* sink = GST_BASE_TRANSFORM_SINK_PAD(transform_);
    static const GstPadChainFunction base_chain = GST_PAD_CHAINFUNC(sink);
    gst_pad_set_chain_function(sink, [](GstPad* pad, GstObject* parent, GstBuffer* buffer) {
      auto& self = Type::of(parent);
      if (self.overloaded()) return base_chain(pad, parent, buffer);
      self.stalls_->enter();
      const GstFlowReturn flow = base_chain(pad, parent, buffer);
      self.stalls_->leave(pad, GST_BASE_TRANSFORM_SRC_PAD(parent), self.reporter_.now());
      return flow;
    });
  }

  void expect_nothing(const char* reason) {
    if (stalls_) stalls_->disarm(reason);
  }

  void frame(const GstVideoFrame& mapped) {
    if (Shared::is_blind()) return;
    guarded([&] {
      Shared::take_settings();
      if (const auto mask = reporter_.take_new_mask()) detector_.set_mask(*mask);
      const auto arrival =
          reporter_.arrive(transform_->segment, mapped.buffer, frame_interval(mapped.info));
      if (!arrival.shown) return;
      if (arrival.jumped_back) detector_.finish("discontinuity", events_);
      const VideoFrame frame{.luma = plane_of(mapped, GST_VIDEO_COMP_Y),
                             .cb = plane_of(mapped, GST_VIDEO_COMP_U),
                             .cr = plane_of(mapped, GST_VIDEO_COMP_V),
                             .time = arrival.time,
                             .duration = frame_interval(mapped.info),
                             .discont = GST_BUFFER_IS_DISCONT(mapped.buffer) != FALSE,
                             .interlaced = is_interlaced(mapped)};
      detector_.process(frame, events_);
      if (reporter_.sample_due()) detector_.sample(events_);
    });
    Shared::publish();
  }

  gboolean sink_event(GstEvent* event) {
    const auto type = GST_EVENT_TYPE(event);
    if (type == GST_EVENT_EOS || type == GST_EVENT_FLUSH_START)
      expect_nothing(type == GST_EVENT_EOS ? "eos" : "flush");
    if (type == GST_EVENT_CUSTOM_DOWNSTREAM && is_lost(event)) expect_nothing("lost");
    if (type == GST_EVENT_CUSTOM_DOWNSTREAM_OOB && overload_of(event).value_or(false))
      expect_nothing("overload");
    if constexpr (requires(const Event& other) { detector_.hear(other); }) {
      if (type == GST_EVENT_CUSTOM_DOWNSTREAM) {
        if (const auto other = from_structure(gst_event_get_structure(event)))
          guarded([&] { detector_.hear(*other); });
      }
    }
    return Shared::sink_event(event, GST_BASE_TRANSFORM_CLASS(Type::parent_class())->sink_event);
  }

  // Two fields in turn; a field of its own, or one above the other, is none of this.
  static bool is_interlaced(const GstVideoFrame& mapped) {
    switch (GST_VIDEO_INFO_INTERLACE_MODE(&mapped.info)) {
      case GST_VIDEO_INTERLACE_MODE_INTERLEAVED:
        return true;
      case GST_VIDEO_INTERLACE_MODE_MIXED:
        return GST_VIDEO_FRAME_IS_INTERLACED(&mapped);
      default:
        return false;
    }
  }

  static Time frame_interval(const GstVideoInfo& info) {
    if (info.fps_n <= 0) return {};
    return Time(static_cast<Time::rep>(gst_util_uint64_scale(
        GST_SECOND, static_cast<guint64>(info.fps_d), static_cast<guint64>(info.fps_n))));
  }

  std::optional<StallWatch> stalls_;  ///< its thread uses what the base holds
};

}  // namespace vqa::gst
