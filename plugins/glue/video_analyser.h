// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/video/gstvideofilter.h>

#include <exception>
#include <optional>
#include <utility>

#include "core/event.h"
#include "core/view.h"
#include "glue/object_type.h"
#include "glue/planes.h"
#include "glue/property.h"
#include "glue/reporter.h"
#include "glue/stall_watch.h"

namespace vqa::gst {

/// A passthrough video element around a detector. `Traits` is all that an element's file holds:
///
///   using Detector = ...;              the judgement: Config, process, sample, finish, set_mask
///   kTypeName, kLongName, kDescription what gst-inspect-1.0 shows
///   kProperties                        a table of Property<Detector::Config>
///   stall(config)                      StallRules, if it also tells when no frames arrive
template <class Traits>
class VideoAnalyser
    : public ObjectType<VideoAnalyser<Traits>, GstVideoFilter, GstVideoFilterClass> {
  using Type = ObjectType<VideoAnalyser, GstVideoFilter, GstVideoFilterClass>;
  using Detector = typename Traits::Detector;
  using Config = typename Detector::Config;
  static constexpr bool kWatchesStalls = requires(const Config& config) { Traits::stall(config); };

 public:
  static constexpr const char* kTypeName = Traits::kTypeName;
  static GType parent_type() { return GST_TYPE_VIDEO_FILTER; }

  explicit VideoAnalyser(GstVideoFilter* filter)
      : transform_(GST_BASE_TRANSFORM(filter)), reporter_(GST_ELEMENT(filter)) {
    if constexpr (kWatchesStalls) watch_arrivals();
    // Otherwise the base class copies shared pictures, drops late ones and rewrites gap buffers.
    gst_base_transform_set_passthrough(transform_, TRUE);
    gst_base_transform_set_qos_enabled(transform_, FALSE);
    gst_base_transform_set_gap_aware(transform_, TRUE);
  }

  static void class_init(GstVideoFilterClass* klass) {
    auto* object_class = G_OBJECT_CLASS(klass);
    Reporter::install_properties(object_class, true);
    install_properties<Config>(object_class, Reporter::kFirstOwn, Traits::kProperties);

    auto* element_class = GST_ELEMENT_CLASS(klass);
    gst_element_class_set_static_metadata(element_class, Traits::kLongName, "Filter/Analyzer/Video",
                                          Traits::kDescription, "The VQA authors");
    const Caps caps = luma_caps();
    for (const auto& [name, direction] : {std::pair{"sink", GST_PAD_SINK}, {"src", GST_PAD_SRC}}) {
      gst_element_class_add_pad_template(
          element_class, gst_pad_template_new(name, direction, GST_PAD_ALWAYS, caps.get()));
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
    if (reporter_.set_property(id, value)) return;
    const auto* row = own_property(id);
    if (row == nullptr) {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(transform_, id, spec);
      return;
    }
    Config config;
    {
      const ObjectLock lock(transform_);
      set_member(config_, *row, value);
      config_changed_ = true;
      config = config_;
    }
    // Not left to the next frame, which may not come.
    if constexpr (kWatchesStalls) stalls_->configure(Traits::stall(config));
  }

  void get_property(guint id, GValue* value, GParamSpec* spec) {
    if (reporter_.get_property(id, value)) return;
    if (const auto* row = own_property(id)) {
      const ObjectLock lock(transform_);
      get_member(config_, *row, value);
    } else {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(transform_, id, spec);
    }
  }

 private:
  static const Property<Config>* own_property(guint id) {
    const auto row = static_cast<std::size_t>(id) - Reporter::kFirstOwn;
    return id >= Reporter::kFirstOwn && row < std::size(Traits::kProperties)
               ? &Traits::kProperties[row]
               : nullptr;
  }

  // The stream goes on whatever becomes of the judgement: a monitor that fails says so itself.
  template <class Work>
  void guarded(Work work) {
    try {
      work();
    } catch (const std::exception& failure) {
      events_.clear();
      GST_ELEMENT_WARNING(transform_, LIBRARY, FAILED,
                          ("A frame could not be judged: %s", failure.what()), (nullptr));
    }
  }

  void watch_arrivals() {
    stalls_.emplace(reporter_, detector_.numbers(), Detector::kDetector);
    stalls_->configure(Traits::stall(config_));
    GstPad* sink = GST_BASE_TRANSFORM_SINK_PAD(transform_);
    static const GstPadChainFunction base_chain = GST_PAD_CHAINFUNC(sink);
    gst_pad_set_chain_function(sink, [](GstPad* pad, GstObject* parent, GstBuffer* buffer) {
      auto& self = Type::of(parent);
      self.stalls_->enter();
      const GstFlowReturn flow = base_chain(pad, parent, buffer);
      self.stalls_->leave(pad, GST_BASE_TRANSFORM_SRC_PAD(parent), self.reporter_.now());
      return flow;
    });
  }

  void expect_nothing(const char* reason) {
    if (stalls_) stalls_->disarm(reason);
  }

  void take_settings() {
    bool changed = false;
    Config config;
    {
      const ObjectLock lock(transform_);
      changed = std::exchange(config_changed_, false);
      if (changed) config = config_;
    }
    if (changed) detector_.configure(config);
    if (const auto mask = reporter_.take_new_mask()) detector_.set_mask(*mask);
  }

  void frame(const GstVideoFrame& mapped) {
    guarded([&] {
      take_settings();
      const auto arrival =
          reporter_.arrive(transform_->segment, mapped.buffer, frame_interval(mapped.info));
      if (!arrival.shown) return;
      if (arrival.jumped_back) detector_.finish("discontinuity", events_);
      const VideoFrame frame{.luma = plane_of(mapped, GST_VIDEO_COMP_Y),
                             .cb = plane_of(mapped, GST_VIDEO_COMP_U),
                             .cr = plane_of(mapped, GST_VIDEO_COMP_V),
                             .time = arrival.time,
                             .duration = frame_interval(mapped.info),
                             .discont = GST_BUFFER_IS_DISCONT(mapped.buffer) != FALSE};
      detector_.process(frame, events_);
      if (reporter_.sample_due()) detector_.sample(events_);
    });
    reporter_.publish(GST_BASE_TRANSFORM_SRC_PAD(transform_), events_);
  }

  gboolean sink_event(GstEvent* event) {
    // What is open ends before the end of the stream is told, and after a flush is over, for only
    // then does anything get through again.
    const auto type = GST_EVENT_TYPE(event);
    GstPad* src = GST_BASE_TRANSFORM_SRC_PAD(transform_);
    if (type == GST_EVENT_EOS || type == GST_EVENT_FLUSH_START)
      expect_nothing(type == GST_EVENT_EOS ? "eos" : "flush");
    if (type == GST_EVENT_EOS) finish("eos", src);
    const gboolean done =
        GST_BASE_TRANSFORM_CLASS(Type::parent_class())->sink_event(transform_, event);
    if (type == GST_EVENT_FLUSH_STOP) finish("flush", src);
    return done;
  }

  void finish(const char* reason, GstPad* src) {
    guarded([&] { detector_.finish(reason, events_); });
    reporter_.publish(src, events_);
    reporter_.reset_timeline();
  }

  static Time frame_interval(const GstVideoInfo& info) {
    if (info.fps_n <= 0) return {};
    return Time(static_cast<Time::rep>(gst_util_uint64_scale(
        GST_SECOND, static_cast<guint64>(info.fps_d), static_cast<guint64>(info.fps_n))));
  }

  GstBaseTransform* transform_;
  Reporter reporter_;

  // Guarded by the object lock.
  Config config_{};
  bool config_changed_ = false;

  // Owned by the streaming thread.
  Detector detector_;
  Events events_;

  std::optional<StallWatch> stalls_;  ///< last: its thread uses what stands before
};

}  // namespace vqa::gst
