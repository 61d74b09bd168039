// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-vqanotify
 * @title: vqanotify
 *
 * Turns the events of detectors into notifications: one CloudEvents object in JSON for each event,
 * to every one of #targets.
 *
 * It takes any number of streams of any kind, one at each `sink_%u`. Where a `src_%u` of the same
 * number is linked the very same buffers go on; where none is, the branch ends here, without a
 * clock: files go through as fast as they decode. Nothing that happens to a receiver of
 * notifications reaches the stream; a target that stops working is a warning on the bus.
 *
 * |[
 * gst-launch-1.0 -q uridecodebin uri=file://$PWD/build/demo/demo.ts ! vqafreeze ! vqanotify
 * ]|
 */

#include <gst/gst.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "glue/event_gst.h"
#include "glue/object_type.h"
#include "glue/property.h"
#include "glue/raii.h"
#include "notify/notify.h"
#include "notify/once.h"
#include "notify/pad_pairs.h"

namespace vqa::gst {
namespace {

constexpr auto kPatience = std::chrono::seconds(2);  // for slow receivers, at the end

class Notify : public ObjectType<Notify, GstElement, GstElementClass> {
 public:
  static constexpr char kTypeName[] = "GstVqaNotify";
  static GType parent_type() { return GST_TYPE_ELEMENT; }

  explicit Notify(GstElement* element)
      : element_(element), pairs_(element, [this](GstEvent* event) { take(event); }) {}

  static void class_init(GstElementClass* klass) {
    static const NotifyConfig kDefaults{};
    auto* object_class = G_OBJECT_CLASS(klass);
    auto install = [&, id = guint{0}](GParamSpec* spec) mutable {
      g_object_class_install_property(object_class, ++id, spec);
    };
    const auto text = [](const char* name, const char* blurb, const std::string& value) {
      return g_param_spec_string(name, name, blurb, value.c_str(), kReady);
    };
    const auto time = [](const char* name, const char* blurb, Time value) {
      return g_param_spec_uint64(name, name, blurb, 0, G_MAXINT64,
                                 static_cast<guint64>(value.count()), kReady);
    };
    install(text("targets",
                 "Where notifications go: URIs separated by spaces (stdout: file:///path.jsonl)",
                 kDefaults.targets));
    install(text("label", "Name of the stream for events that have none", kDefaults.label));
    install(text("state-dir",
                 "Where notifications are kept until they are delivered, and after that as history "
                 "(empty = vqa below the XDG state directory, none = in memory alone)",
                 kDefaults.state_dir));
    install(time("retention", "How long the history is kept, in ns (0 = for ever)",
                 kDefaults.retention));
    install(g_param_spec_uint("storm-limit", "storm-limit",
                              "So many incidents of one kind within a minute are told to people "
                              "one by one, more as one storm (0 = all)",
                              0, G_MAXUINT, kDefaults.storm_limit, kReady));
    install(g_param_spec_boxed(
        "stats", "stats",
        "Notifications so far: delivered, refused, dropped, dropped-samples, queued, kept",
        GST_TYPE_STRUCTURE, GParamFlags(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)));

    gst_element_class_set_static_metadata(klass, "Defect notifier", "Sink/Network",
                                          "Turns the events of detectors into notifications",
                                          "The VQA authors");
    PadPairs::add_templates(klass);
    klass->request_new_pad = [](GstElement* e, GstPadTemplate* t, const gchar* name,
                                const GstCaps*) { return of(e).pairs_.request(t, name); };
    klass->release_pad = [](GstElement* e, GstPad* pad) { of(e).pairs_.release(pad); };
    klass->change_state = [](GstElement* e, GstStateChange change) {
      return of(e).change_state(change);
    };
  }

  void set_property(guint id, const GValue* value, GParamSpec* spec) {
    const ObjectLock lock(element_);
    if (std::string* text = text_property(id)) {
      const char* set = g_value_get_string(value);
      *text = set != nullptr ? set : "";
    } else if (id == kRetention) {
      config_.retention = Time(static_cast<Time::rep>(g_value_get_uint64(value)));
    } else if (id == kStormLimit) {
      config_.storm_limit = g_value_get_uint(value);
    } else {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(element_, id, spec);
    }
  }

  void get_property(guint id, GValue* value, GParamSpec* spec) {
    const ObjectLock lock(element_);
    if (const std::string* text = text_property(id)) {
      g_value_set_string(value, text->c_str());
    } else if (id == kRetention) {
      g_value_set_uint64(value, static_cast<guint64>(config_.retention.count()));
    } else if (id == kStormLimit) {
      g_value_set_uint(value, config_.storm_limit);
    } else if (id == kStats) {
      g_value_take_boxed(value, stats().release());
    } else {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(element_, id, spec);
    }
  }

 private:
  enum : guint { kTargets = 1, kLabel, kStateDir, kRetention, kStormLimit, kStats };
  static constexpr auto kReady = static_cast<GParamFlags>(
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);

  std::string* text_property(guint id) {
    switch (id) {
      case kTargets:
        return &config_.targets;
      case kLabel:
        return &config_.label;
      case kStateDir:
        return &config_.state_dir;
      default:
        return nullptr;
    }
  }

  GstStateChangeReturn change_state(GstStateChange change) {
    if (change == GST_STATE_CHANGE_READY_TO_PAUSED && !start()) return GST_STATE_CHANGE_FAILURE;
    if (change == GST_STATE_CHANGE_READY_TO_PAUSED) pairs_.forget_streams();
    if (change == GST_STATE_CHANGE_PLAYING_TO_PAUSED) pairs_.set_playing(false);
    const auto result = parent_class()->change_state(element_, change);
    if (change == GST_STATE_CHANGE_PAUSED_TO_PLAYING) pairs_.set_playing(true);
    // The pads are inactive now: nothing more comes in.
    if (change == GST_STATE_CHANGE_PAUSED_TO_READY) stop();
    return result;
  }

  bool start() {
    NotifyConfig config;
    {
      const ObjectLock lock(element_);
      config = config_;
    }
    auto targets = make_targets(config.targets);
    if (const auto* bad = std::get_if<BadTarget>(&targets)) {
      GST_ELEMENT_ERROR(element_, RESOURCE, SETTINGS, ("Cannot notify: %s", bad->problem.c_str()),
                        ("targets=%s", config.targets.c_str()));
      return false;
    }
    const Chars name(gst_element_get_name(element_));
    auto notifier = std::make_unique<Notifier>(
        std::get<Targets>(std::move(targets)), source(), config,
        [this](const TargetNews& news) { tell(news); }, name.get());
    const ObjectLock lock(element_);
    notifier_ = std::move(notifier);
    return true;
  }

  void stop() {
    if (!notifier_) return;
    notifier_->stop(Notifier::Clock::now(), kPatience);
    const CourierCounts counts = notifier_->counts();
    if (counts.dropped > 0) {
      GST_ELEMENT_WARNING(
          element_, RESOURCE, WRITE,
          ("%" G_GUINT64_FORMAT " notifications could not be delivered", counts.dropped),
          (nullptr));
    }
    if (counts.kept > 0) {
      GST_ELEMENT_WARNING(element_, RESOURCE, WRITE,
                          ("%" G_GUINT64_FORMAT
                           " notifications could not be delivered yet: they are kept, and go out "
                           "when a monitor with the same target runs on this host",
                           counts.kept),
                          (nullptr));
    }
    const ObjectLock lock(element_);
    last_counts_ = counts;
    notifier_.reset();
  }

  void take(GstEvent* custom) {
    auto event = from_structure(gst_event_get_structure(custom));
    if (!event || !notifier_ || !once_.first(gst_event_get_seqnum(custom))) return;
    notifier_->put(std::move(*event), Notifier::Clock::now());
  }

  void tell(const TargetNews& news) {
    if (news.works) {
      GST_ELEMENT_INFO(element_, RESOURCE, WRITE, ("%s", news.text.c_str()), (nullptr));
    } else {
      GST_ELEMENT_WARNING(element_, RESOURCE, WRITE, ("%s", news.text.c_str()), (nullptr));
    }
  }

  // Called with the object lock held.
  Structure stats() const {
    const CourierCounts counts = notifier_ ? notifier_->counts() : last_counts_;
    return Structure(gst_structure_new(
        "stats", "delivered", G_TYPE_UINT64, counts.delivered, "refused", G_TYPE_UINT64,
        counts.refused, "dropped", G_TYPE_UINT64, counts.dropped, "dropped-samples", G_TYPE_UINT64,
        counts.dropped_samples, "queued", G_TYPE_UINT64, counts.queued, "kept", G_TYPE_UINT64,
        counts.kept, nullptr));
  }

  static EventSource source() {
    // Of this start: a second one in the same process numbers its notifications anew.
    const Chars process(g_uuid_string_random());
    return {.host = g_get_host_name(), .process = process.get()};
  }

  GstElement* element_;
  Once once_;
  PadPairs pairs_;

  // Guarded by the object lock. The notifier is replaced only while no pad is active.
  NotifyConfig config_;
  std::unique_ptr<Notifier> notifier_;
  CourierCounts last_counts_;
};

}  // namespace
}  // namespace vqa::gst

GST_ELEMENT_REGISTER_DECLARE(vqanotify)
GST_ELEMENT_REGISTER_DEFINE(vqanotify, "vqanotify", GST_RANK_NONE, vqa::gst::Notify::type())
