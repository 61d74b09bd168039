// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>

#include <atomic>
#include <exception>
#include <memory>
#include <utility>

#include "core/event.h"
#include "glue/event_gst.h"
#include "glue/property.h"
#include "glue/raii.h"
#include "glue/reporter.h"
#include "glue/sound_context.h"

namespace vqa::gst {

/// What passthrough elements around a detector have in common, whatever passes: the settings, and
/// the way from the detector to its events. VideoAnalyser, AudioAnalyser and ByteAnalyser say what
/// `Traits` holds.
template <class Traits>
class Analyser {
 protected:
  using Detector = typename Traits::Detector;
  using Config = typename Detector::Config;

  static constexpr bool kShares = requires(Detector & d, std::shared_ptr<SoundLog> log) {
    d.share(std::move(log));
  };

  explicit Analyser(GstBaseTransform* transform)
      : transform_(transform), reporter_(GST_ELEMENT(transform)) {
    // Otherwise the base class copies shared buffers, drops late ones and rewrites gap buffers.
    gst_base_transform_set_passthrough(transform_, TRUE);
    gst_base_transform_set_qos_enabled(transform_, FALSE);
    gst_base_transform_set_gap_aware(transform_, TRUE);
  }

  static void describe(GstElementClass* klass, const char* classification, const Caps& caps,
                       bool with_mask) {
    auto* object_class = G_OBJECT_CLASS(klass);
    Reporter::install_properties(object_class, with_mask);
    install_properties<Config>(object_class, Reporter::kFirstOwn, Traits::kProperties);
    gst_element_class_set_static_metadata(klass, Traits::kLongName, classification,
                                          Traits::kDescription, "The VQA authors");
    for (const auto& [name, direction] : {std::pair{"sink", GST_PAD_SINK}, {"src", GST_PAD_SRC}}) {
      gst_element_class_add_pad_template(
          klass, gst_pad_template_new(name, direction, GST_PAD_ALWAYS, caps.get()));
    }
  }

 public:
  void set_property(guint id, const GValue* value, GParamSpec* spec) {
    if (reporter_.set_property(id, value)) return;
    const auto* row = own_property(id);
    if (row == nullptr) {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(transform_, id, spec);
      return;
    }
    const ObjectLock lock(transform_);
    set_member(config_, *row, value);
    config_changed_ = true;
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

 protected:
  // The stream goes on whatever becomes of the judgement: a monitor that fails says so itself.
  template <class Work>
  void guarded(Work work) {
    try {
      work();
    } catch (const std::exception& failure) {
      events_.clear();
      GST_ELEMENT_WARNING(transform_, LIBRARY, FAILED,
                          ("A buffer could not be judged: %s", failure.what()), (nullptr));
    }
  }

  Config config() const {
    const ObjectLock lock(transform_);
    return config_;
  }

  void take_settings() {
    bool changed = false;
    Config config;
    std::shared_ptr<SoundLog> log;
    {
      const ObjectLock lock(transform_);
      changed = std::exchange(config_changed_, false);
      if (changed) config = config_;
      log = std::exchange(new_log_, nullptr);
    }
    if (changed) detector_.configure(config);
    if constexpr (kShares)
      if (log) detector_.share(std::move(log));
  }

  /// A bin says that what is heard and seen in it belongs together.
  void take_context(GstContext* context) {
    auto log = sound_log_of(context);
    if (!log) return;
    const ObjectLock lock(transform_);
    new_log_ = std::move(log);
  }

  void publish() { reporter_.publish(GST_BASE_TRANSFORM_SRC_PAD(transform_), events_); }

  /// `chain_up`: what the parent class does with it.
  gboolean sink_event(GstEvent* event, gboolean (*chain_up)(GstBaseTransform*, GstEvent*)) {
    // What is open ends before the end of the stream is told, and after a flush is over, for only
    // then does anything get through again.
    const auto type = GST_EVENT_TYPE(event);
    GstPad* src = GST_BASE_TRANSFORM_SRC_PAD(transform_);
    if (type == GST_EVENT_EOS) finish("eos", src);
    if (type == GST_EVENT_CUSTOM_DOWNSTREAM && is_lost(event)) finish("lost", src);
    if (type == GST_EVENT_CUSTOM_DOWNSTREAM_OOB)
      overloaded_ = overload_of(event).value_or(overloaded_);
    const gboolean done = chain_up(transform_, event);
    if (type == GST_EVENT_FLUSH_STOP) finish("flush", src);
    return done;
  }

  /// Is nothing to be judged now, for not all of the stream gets here?
  bool is_blind() {
    const bool overloaded = overloaded_;
    if (std::exchange(blind_, overloaded) != overloaded)
      finish("overload", GST_BASE_TRANSFORM_SRC_PAD(transform_));
    return overloaded;
  }
  bool overloaded() const { return overloaded_; }

  void finish(const char* reason, GstPad* src) {
    guarded([&] { detector_.finish(reason, events_); });
    reporter_.publish(src, events_);
    reporter_.reset_timeline();
  }

  GstBaseTransform* transform_;
  Reporter reporter_;

  // Guarded by the object lock.
  Config config_{};
  bool config_changed_ = false;
  std::shared_ptr<SoundLog> new_log_;  ///< not yet taken

  // Owned by the streaming thread.
  Detector detector_;
  Events events_;

 private:
  std::atomic<bool> overloaded_ = false;
  bool blind_ = false;  ///< as the streaming thread knows it

  static const Property<Config>* own_property(guint id) {
    const auto row = static_cast<std::size_t>(id) - Reporter::kFirstOwn;
    return id >= Reporter::kFirstOwn && row < std::size(Traits::kProperties)
               ? &Traits::kProperties[row]
               : nullptr;
  }
};

}  // namespace vqa::gst
