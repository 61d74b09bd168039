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

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "glue/event_gst.h"
#include "glue/live.h"
#include "glue/object_type.h"
#include "glue/raii.h"
#include "glue/running_time.h"
#include "notify/bus_news.h"
#include "notify/clocks.h"
#include "notify/evidence_taker.h"
#include "notify/notify.h"
#include "notify/notify_properties.h"
#include "notify/once.h"
#include "notify/pad_pairs.h"
#include "notify/pad_time.h"

namespace vqa::gst {
namespace {

constexpr auto kPatience = std::chrono::seconds(2);  // for slow receivers, at the end

class Notify : public ObjectType<Notify, GstElement, GstElementClass>, private PadPairs::Listener {
 public:
  static constexpr char kTypeName[] = "GstVqaNotify";
  static GType parent_type() { return GST_TYPE_ELEMENT; }

  explicit Notify(GstElement* element) : element_(element), pairs_(element, *this) {}

  static void class_init(GstElementClass* klass) {
    auto* object_class = G_OBJECT_CLASS(klass);
    stats_id() = install_notify_properties(object_class);
    g_object_class_install_property(
        object_class, stats_id(),
        g_param_spec_boxed(
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
    if (!set_notify_property(config_, id, value)) {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(element_, id, spec);
    }
  }

  void get_property(guint id, GValue* value, GParamSpec* spec) {
    const ObjectLock lock(element_);
    if (id == stats_id()) {
      g_value_take_boxed(value, stats_of(notifier_ ? notifier_->counts() : last_counts_).release());
    } else if (!get_notify_property(config_, id, value)) {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(element_, id, spec);
    }
  }

 private:
  static guint& stats_id() {
    static guint id = 0;
    return id;
  }

  GstStateChangeReturn change_state(GstStateChange change) {
    if (change == GST_STATE_CHANGE_READY_TO_PAUSED && !start()) return GST_STATE_CHANGE_FAILURE;
    if (change == GST_STATE_CHANGE_READY_TO_PAUSED) pairs_.forget_streams();
    if (change == GST_STATE_CHANGE_PLAYING_TO_PAUSED) set_playing(false);
    const auto result = parent_class()->change_state(element_, change);
    if (change == GST_STATE_CHANGE_PAUSED_TO_PLAYING) set_playing(true);
    // The pads are inactive now: nothing more comes in.
    if (change == GST_STATE_CHANGE_PAUSED_TO_READY) stop();
    return result;
  }

  void set_playing(bool playing) {
    pairs_.set_playing(playing);
    if (playing && pairs_.is_live()) live_ = true;
    watch([this, playing](StreamWatch& stream, Notice::Clock::time_point now, Events& out) {
      if (live_) stream.set_live();
      stream.set_playing(playing, now, out);
    });
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
    const auto tell = [this](const TargetNews& news) { post_news(element_, news); };
    auto notifier = std::make_unique<Notifier>(std::get<Targets>(std::move(targets)), source(),
                                               config, tell, name.get());
    evidence_.emplace(config, *notifier, tell);
    const ObjectLock lock(element_);
    notifier_ = std::move(notifier);
    return true;
  }

  void stop() {
    if (!notifier_) return;
    evidence_.reset();
    notifier_->stop(read_clocks(), kPatience);
    live_ = false;
    const CourierCounts counts = notifier_->counts();
    post_what_is_left(element_, counts);
    const ObjectLock lock(element_);
    last_counts_ = counts;
    notifier_.reset();
  }

  template <class Work>
  void watch(Work work) {
    if (!notifier_) return;
    const Now now = read_clocks();
    notifier_->watch(now, [&](StreamWatch& stream, Events& out) {
      work(stream, Notice::Clock::time_point(now.monotonic), out);
    });
  }

  void take_event(GstPad* sink, GstEvent* custom) override {
    const GstStructure* structure = gst_event_get_structure(custom);
    if (const char* cause = cause_of_loss(structure)) {
      watch([cause](StreamWatch& stream, Notice::Clock::time_point now, Events& out) {
        stream.lose(cause, now, out);
      });
    }
    if (evidence_) evidence_->take(custom);
    auto event = from_structure(structure);
    if (!event || !notifier_ || !once_.first(gst_event_get_seqnum(custom))) return;
    const Now now = read_clocks();
    if (live_) event->frame_at = frame_at(element_, *event, now);
    const Time at = event->running_time;
    const Offer offer = evidence_->offer(sink, custom, *event);
    evidence_->take(sink, notifier_->put(std::move(*event), now, offer), at);
  }

  void enter(GstPad* sink, GstBuffer* buffer) override {
    if (evidence_ && buffer != nullptr) evidence_->see(sink, buffer);
    bool starts = false;
    watch([&](StreamWatch& stream, Notice::Clock::time_point now, Events& out) {
      starts = stream.enter(running_time(sink, buffer), now, out);
    });
    if (!starts || live_ || !is_live(sink)) return;
    live_ = true;
    watch([](StreamWatch& stream, auto, auto&) { stream.set_live(); });
  }

  void leave() override {
    watch([](StreamWatch& stream, Notice::Clock::time_point now, auto&) { stream.leave(now); });
  }

  void all_over() override {
    watch([](StreamWatch& stream, Notice::Clock::time_point now, Events& out) {
      stream.finish("eos", now, out);
    });
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
  std::optional<EvidenceTaker> evidence_;
  CourierCounts last_counts_;
  std::atomic<bool> live_ = false;
};

}  // namespace
}  // namespace vqa::gst

GST_ELEMENT_REGISTER_DECLARE(vqanotify)
GST_ELEMENT_REGISTER_DEFINE(vqanotify, "vqanotify", GST_RANK_NONE, vqa::gst::Notify::type())
