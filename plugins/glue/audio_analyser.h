// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/base/gstbasetransform.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/view.h"
#include "glue/analyser.h"
#include "glue/object_type.h"
#include "glue/sound.h"

namespace vqa::gst {

/// A passthrough audio element around a detector. `Traits` is all that an element's file holds:
///
///   using Detector = ...;              the judgement: Config, process, now, sample, finish
///   kTypeName, kLongName, kDescription what gst-inspect-1.0 shows
///   kProperties                        a table of Property<Detector::Config>
///
/// (GstAudioFilter, the obvious parent, cuts buffers at the ends of the segment.)
template <class Traits>
class AudioAnalyser
    : public ObjectType<AudioAnalyser<Traits>, GstBaseTransform, GstBaseTransformClass>,
      public Analyser<Traits> {
  using Type = ObjectType<AudioAnalyser, GstBaseTransform, GstBaseTransformClass>;
  using Shared = Analyser<Traits>;
  using Shared::detector_;
  using Shared::events_;
  using Shared::finish;
  using Shared::reporter_;
  using Shared::transform_;

 public:
  static constexpr const char* kTypeName = Traits::kTypeName;
  static GType parent_type() { return GST_TYPE_BASE_TRANSFORM; }

  explicit AudioAnalyser(GstBaseTransform* transform) : Shared(transform) {
    reporter_.stamp_within(transform->segment);
    gst_audio_info_init(&info_);
  }

  static void class_init(GstBaseTransformClass* klass) {
    Shared::describe(GST_ELEMENT_CLASS(klass), "Filter/Analyzer/Audio", sound_caps(), false);
    if constexpr (Shared::kShares) {
      GST_ELEMENT_CLASS(klass)->set_context = [](GstElement* e, GstContext* context) {
        Type::of(e).take_context(context);
        GST_ELEMENT_CLASS(Type::parent_class())->set_context(e, context);
      };
    }
    klass->start = [](GstBaseTransform* t) -> gboolean { return Type::of(t).reporter_.start(); };
    klass->stop = [](GstBaseTransform* t) -> gboolean {
      Type::of(t).finish("shutdown", nullptr);
      return TRUE;
    };
    klass->sink_event = [](GstBaseTransform* t, GstEvent* event) -> gboolean {
      return Type::of(t).sink_event(event, Type::parent_class()->sink_event);
    };
    klass->set_caps = [](GstBaseTransform* t, GstCaps* caps, GstCaps*) -> gboolean {
      auto& self = Type::of(t);
      self.finish("caps", GST_BASE_TRANSFORM_SRC_PAD(t));
      return gst_audio_info_from_caps(&self.info_, caps);
    };
    klass->transform_ip = [](GstBaseTransform* t, GstBuffer* buffer) {
      Type::of(t).sound(buffer);
      return GST_FLOW_OK;
    };
  }

 private:
  void sound(GstBuffer* buffer) {
    if (Shared::is_blind()) return;
    Shared::guarded([&] {
      Shared::take_settings();
      MappedSound mapped(info_, buffer);
      const GstSegment& segment = transform_->segment;
      const auto shown = shown_part(segment, GST_BUFFER_PTS(buffer), mapped.frames(), info_.rate);
      const auto arrival = reporter_.arrive(segment, shown.pts, shown.duration);
      if (!arrival.shown || shown.frames == 0) return;
      if (arrival.jumped_back) detector_.finish("discontinuity", events_);
      listen(mapped.block(shown, arrival.time, std::abs(segment.rate)));
    });
    Shared::publish();
  }

  // Bit by bit, so that samples are taken at the same times whatever the size of buffers.
  void listen(const AudioBlock& block) {
    for (std::size_t from = 0; from < block.frames;) {
      const Time before = detector_.now();
      from += detector_.process(block, from, events_);
      if (detector_.now() == before) continue;
      reporter_.set_now(detector_.now());
      if (reporter_.sample_due()) detector_.sample(events_);
    }
  }

  GstAudioInfo info_;
};

}  // namespace vqa::gst
