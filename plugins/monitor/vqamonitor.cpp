// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-vqamonitor
 * @title: vqamonitor
 *
 * The whole monitor as one element: reads #uri, decodes it, passes picture and sound through the
 * detectors, and notifies #targets. Files go as fast as they decode, live streams at their own
 * pace: they are connected to again when they are lost (#reconnect-tries), and #variant picks one
 * of those that HLS and DASH offer. The detectors inside are children, so that
 * `vqafreeze::min-duration=3000000000` sets one of their properties.
 *
 * |[
 * gst-launch-1.0 -q vqamonitor uri=file://$PWD/build/demo/demo.ts targets=stdout:
 * ]|
 */

#include <gst/gst.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "glue/event_gst.h"
#include "glue/object_type.h"
#include "glue/property.h"
#include "glue/raii.h"
#include "glue/sound_context.h"
#include "monitor/chains.h"
#include "monitor/monitor.h"
#include "monitor/overload_watch.h"
#include "monitor/source.h"
#include "monitor/source_settings.h"
#include "monitor/transport_tap.h"
#include "monitor/troubles.h"
#include "monitor/variant.h"
#include "notify/secret.h"

namespace vqa::gst {
namespace {

struct MonitorConfig {
  std::string uri, detectors, label;
  std::string targets = "stdout:";
  std::string variant = "highest";
  gint reconnect_tries = -1;
  guint64 latency = 500 * GST_MSECOND;
};

// All that the plugin has and that looks at a stream: every element but the notifier and this one.
std::vector<std::string> known_detectors() {
  std::vector<std::string> names;
#define VQA_NAME(name) names.emplace_back(#name);
  VQA_ELEMENTS(VQA_NAME)
#undef VQA_NAME
  std::erase(names, "notify");
  std::erase(names, "monitor");
  return names;
}

constexpr Time kFirstPatience = 10s;  // to connect, and to get to the first keyframe

class Monitor : public ObjectType<Monitor, GstBin, GstBinClass> {
 public:
  static constexpr char kTypeName[] = "GstVqaMonitor";
  static GType parent_type() { return GST_TYPE_BIN; }

  // The children are there from the start, so that their properties can be set on a launch line.
  explicit Monitor(GstBin* bin) : bin_(bin), troubles_(GST_ELEMENT(bin)) {
    GST_OBJECT_FLAG_SET(bin_, GST_ELEMENT_FLAG_SINK);
    for (const auto& name : known_detectors()) add("vqa" + name);
    notify_ = add("vqanotify");
    chains_.attach(notify_, add("videoconvert"), add("audioconvert"));
    decode_ = add("uridecodebin");
    if (decode_ == nullptr) return;
    const auto linked =
        +[](GstElement*, GstPad* pad, gpointer self) { static_cast<Monitor*>(self)->link(pad); };
    const auto complete =
        +[](GstElement*, gpointer self) { static_cast<Monitor*>(self)->tell_if_blind(); };
    g_signal_connect(decode_, "pad-added", G_CALLBACK(linked), this);
    g_signal_connect(decode_, "no-more-pads", G_CALLBACK(complete), this);
    source_.attach(bin_, decode_,
                   {.lost = [this](const Trouble& why, bool is_down) { lose(why, is_down); },
                    .given_up = [this](const Trouble& why) { give_up(why); },
                    .data = [this] { overload_.look_at_watch(); }});
    settings_.attach(decode_);
    overload_.attach(bin_, decode_,
                     {.tell = [this](const Event& event) { tell(event); },
                      .changed = [this](bool overloaded) { blind(overloaded); }});
    for (const auto& name : known_detectors()) {
      const Element detector(gst_bin_get_by_name(bin_, ("vqa" + name).c_str()));
      if (Chains::takes(detector.get(), Medium::transport)) tap_.attach(decode_, detector.get());
    }
  }

  static void class_init(GstBinClass* klass) {
    static const MonitorConfig kDefaults{};
    auto* object_class = G_OBJECT_CLASS(klass);
    const auto install = [object_class](guint id, const char* name, const char* blurb,
                                        const std::string& value) {
      g_object_class_install_property(
          object_class, id, g_param_spec_string(name, name, blurb, value.c_str(), kReady));
    };
    install(kUri, "uri",
            "The stream: a URI, or the path of a file; {NAME} stands for a secret in the "
            "environment (NAME, or the file that NAME_FILE names)",
            kDefaults.uri);
    install(kDetectors, "detectors", "Names such as freeze,black (empty = all)",
            kDefaults.detectors);
    install(kTargets, "targets", "Where notifications go: URIs separated by spaces",
            kDefaults.targets);
    install(kLabel, "label", "Name of the stream in events (empty = made from the URI)",
            kDefaults.label);
    install(
        kVariant, "variant",
        "Of HLS and DASH, which one to watch: highest, lowest, or the highest of so many bits a "
        "second",
        kDefaults.variant);
    g_object_class_install_property(
        object_class, kReconnectTries,
        g_param_spec_int("reconnect-tries", "reconnect-tries",
                         "Give a live stream up after so many tries in a row (-1 = never)", -1,
                         G_MAXINT, kDefaults.reconnect_tries, kReady));
    g_object_class_install_property(
        object_class, kLatency,
        g_param_spec_uint64("latency", "latency",
                            "How long to wait for packets that are late or lost (RTSP, RTP, SRT), "
                            "in ns",
                            0, 60 * GST_SECOND, kDefaults.latency, kReady));

    auto* element_class = GST_ELEMENT_CLASS(klass);
    gst_element_class_set_static_metadata(element_class, "Stream monitor", "Bin/Analyzer",
                                          "Reads a stream, looks for defects and notifies",
                                          "The VQA authors");
    element_class->change_state = [](GstElement* element, GstStateChange change) {
      Monitor& self = of(element);
      if (change == GST_STATE_CHANGE_NULL_TO_READY && !self.prepare()) {
        return GST_STATE_CHANGE_FAILURE;
      }
      // What failed on the way to PAUSED does not go on to PLAYING, and says so again:
      // gst-launch-1.0 only listens from then on, and would wait for ever.
      if (change == GST_STATE_CHANGE_PAUSED_TO_PLAYING && self.troubles_.has_failed()) {
        return GST_STATE_CHANGE_FAILURE;
      }
      if (change == GST_STATE_CHANGE_PLAYING_TO_PAUSED) self.disconnect();
      const auto result = GST_ELEMENT_CLASS(parent_class())->change_state(element, change);
      if (change == GST_STATE_CHANGE_PAUSED_TO_PLAYING && result != GST_STATE_CHANGE_FAILURE)
        self.connect();
      if (change == GST_STATE_CHANGE_READY_TO_NULL) self.take_apart();
      // Nobody waits for the decoder (see handle_message): it may have failed already, and then
      // nothing would ever say that the waiting is over.
      const bool waits =
          change == GST_STATE_CHANGE_READY_TO_PAUSED && result == GST_STATE_CHANGE_ASYNC;
      return waits ? GST_STATE_CHANGE_SUCCESS : result;
    };
    klass->handle_message = [](GstBin* bin, GstMessage* message) {
      of(bin).handle_message(Message(message));
    };
  }

  void set_property(guint id, const GValue* value, GParamSpec* spec) {
    const ObjectLock lock(bin_);
    if (std::string* text = property(id)) {
      const char* set = g_value_get_string(value);
      *text = set != nullptr ? set : "";
    } else if (id == kReconnectTries) {
      config_.reconnect_tries = g_value_get_int(value);
    } else if (id == kLatency) {
      config_.latency = g_value_get_uint64(value);
    } else {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(bin_, id, spec);
    }
  }

  void get_property(guint id, GValue* value, GParamSpec* spec) {
    const ObjectLock lock(bin_);
    if (const std::string* text = property(id)) {
      g_value_set_string(value, text->c_str());
    } else if (id == kReconnectTries) {
      g_value_set_int(value, config_.reconnect_tries);
    } else if (id == kLatency) {
      g_value_set_uint64(value, config_.latency);
    } else {
      G_OBJECT_WARN_INVALID_PROPERTY_ID(bin_, id, spec);
    }
  }

 private:
  enum : guint { kUri = 1, kDetectors, kTargets, kLabel, kVariant, kReconnectTries, kLatency };
  static constexpr auto kReady = static_cast<GParamFlags>(
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);

  std::string* property(guint id) {
    switch (id) {
      case kUri:
        return &config_.uri;
      case kDetectors:
        return &config_.detectors;
      case kTargets:
        return &config_.targets;
      case kLabel:
        return &config_.label;
      case kVariant:
        return &config_.variant;
      default:
        return nullptr;
    }
  }

  GstElement* add(const std::string& factory) {
    GstElement* element = gst_element_factory_make(factory.c_str(), factory.c_str());
    if (element != nullptr) gst_bin_add(bin_, element);
    return element;
  }

  bool refuse(const std::string& text) {
    troubles_.fail(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, text);
    return false;
  }

  // Hands the settings to the children.
  bool prepare() {
    MonitorConfig config;
    {
      const ObjectLock lock(bin_);
      config = config_;
    }
    if (decode_ == nullptr || !chains_.can_be_made()) {
      return refuse(
          "Cannot monitor without uridecodebin, videoconvert and audioconvert: install "
          "gstreamer1.0-plugins-base");
    }
    if (config.uri.empty()) return refuse(explain(Obstacle::no_uri, "", ""));
    std::string missing;
    const bool is_file = g_file_test(config.uri.c_str(), G_FILE_TEST_EXISTS) != FALSE;
    const auto uri = is_file ? config.uri : with_secrets(config.uri, missing);
    if (!uri) return refuse("Cannot monitor " + config.uri + ": " + no_secret(missing));
    uri_ = to_uri(*uri);
    if (uri_.empty()) return refuse(explain(Obstacle::bad_uri, config.uri, ""));

    auto chosen = choose_detectors(config.detectors, known_detectors());
    if (const auto* bad = std::get_if<BadDetectors>(&chosen)) return refuse(bad->problem);
    const auto speed = choose_variant(config.variant);
    if (const auto* bad = std::get_if<BadVariant>(&speed)) return refuse(bad->problem);
    const std::string label = config.label.empty() ? name_from_uri(uri_) : config.label;
    const auto detectors = children(std::get<std::vector<std::string>>(chosen));
    for (GstElement* detector : detectors) {
      g_object_set(detector, "label", label.c_str(), nullptr);
    }
    g_object_set(notify_, "label", label.c_str(), "targets", config.targets.c_str(), nullptr);
    g_object_set(decode_, "uri", uri_.c_str(), nullptr);
    settings_.set({.variant = std::get<std::uint64_t>(speed), .latency = config.latency});
    guint64 silence = 0;
    g_object_get(notify_, "lost-timeout", &silence, nullptr);
    source_.prepare(parse_address(uri_), {.tries = config.reconnect_tries,
                                          .silence = Time(static_cast<Time::rep>(silence)),
                                          .first_patience = kFirstPatience});
    // (In a file, what sound says of the picture would depend on which of them is ahead.)
    if (source_.is_remote()) gst_element_set_context(GST_ELEMENT(bin_), new_sound_context().get());
    assemble(detectors);
    label_ = label;
    asked_for_transport_ = !config.detectors.empty() && tap_.wanted();
    return true;
  }

  // A path is as good as a URI as long as there is a file.
  static std::string to_uri(const std::string& text) {
    if (gst_uri_is_valid(text.c_str())) return text;
    if (g_file_test(text.c_str(), G_FILE_TEST_EXISTS) == FALSE) return {};
    const Chars uri(gst_filename_to_uri(text.c_str(), nullptr));
    return uri ? uri.get() : "";
  }

  std::vector<GstElement*> children(const std::vector<std::string>& detectors) const {
    std::vector<GstElement*> found;
    for (const auto& name : detectors) {
      const Element element(gst_bin_get_by_name(bin_, ("vqa" + name).c_str()));
      if (element) found.push_back(element.get());  // the bin holds it for as long as it lives
    }
    return found;
  }

  void assemble(const std::vector<GstElement*>& detectors) {
    take_apart();
    tap_.begin(std::any_of(detectors.begin(), detectors.end(), [](GstElement* detector) {
      return Chains::takes(detector, Medium::transport);
    }));
    chains_.assemble(detectors);
  }

  void take_apart() {
    troubles_.begin(uri_);
    chains_.take_apart();
  }

  void connect() {
    if (!source_.is_remote()) return;
    overload_.start(source_.comes_at_its_pace());
    source_.start();
  }

  void disconnect() {
    source_.stop();
    overload_.stop();
    if (source_.is_remote()) chains_.release_extra_ends();
  }

  // Tells the notifier at once, and the detectors that what comes next has nothing to do with what
  // was. Whoever looks at the bus hears each reason once.
  void lose(const Trouble& why, bool is_down) {
    const std::string cause(cause_of(why.obstacle));
    const std::string words = explain(why.obstacle, uri_, why.said) + ". It is tried again";
    tell_lost(chains_.beside(), cause);
    if (std::exchange(cause_, cause) != cause) troubles_.warn(why.domain, why.code, words);
    if (!is_down) return;
    chains_.release_extra_ends();
    chains_.for_each_head([&](GstPad* head) { tell_lost(head, cause); });
  }

  // What the monitor says of itself.
  void tell(Event event) {
    const Chars name(gst_element_get_name(GST_ELEMENT(bin_)));
    event.element = name.get();
    event.label = label_;
    event.detected_at = std::chrono::microseconds(g_get_monotonic_time());
    publish(GST_ELEMENT(bin_), nullptr, event, Band::out);
    gst_pad_send_event(chains_.beside(), gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
                                                              to_structure(event).release()));
  }

  void blind(bool overloaded) {
    const auto tell_pad = [overloaded](GstPad* pad) {
      gst_pad_send_event(
          pad, gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
                                    gst_structure_new(kOverloadName, "overloaded", G_TYPE_BOOLEAN,
                                                      overloaded, nullptr)));
    };
    chains_.for_each_head(tell_pad);
    tap_.for_each(tell_pad);
  }

  static void tell_lost(GstPad* pad, const std::string& cause) {
    gst_pad_send_event(
        pad, gst_event_new_custom(
                 GST_EVENT_CUSTOM_DOWNSTREAM,
                 gst_structure_new(kLostName, "cause", G_TYPE_STRING, cause.c_str(), nullptr)));
  }

  // What has ended ends; what cannot be had is a failure.
  void give_up(const Trouble& why) {
    if (why.obstacle != Obstacle::ended) return troubles_.fail(why);
    chains_.release_extra_ends();
    chains_.for_each_head([](GstPad* head) { gst_pad_send_event(head, gst_event_new_eos()); });
  }

  void link(GstPad* pad) {
    Caps caps(gst_pad_get_current_caps(pad));
    if (!caps) caps.reset(gst_pad_query_caps(pad, nullptr));
    GstPad* sink = chains_.place_for(caps.get());
    source_.watch(pad);
    if (GST_PAD_LINK_SUCCESSFUL(gst_pad_link(pad, sink))) {
      // The notifier must know of every stream before the first one, a short one, is over.
      GstEvent* start = gst_pad_get_sticky_event(pad, GST_EVENT_STREAM_START, 0);
      if (start != nullptr) gst_pad_send_event(sink, start);
      return;
    }
    const Chars what(gst_caps_to_string(caps.get()));
    troubles_.fail(GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
                   explain(Obstacle::other, uri_, std::string("no detector takes ") + what.get()));
  }

  void handle_message(Message message) {
    // Nothing here prerolls, so nobody has to wait for the decoder. And nobody should: GstBin, when
    // it gets to PAUSED in one thread and is set to PLAYING by another, may lose EOS for ever
    // (its posted_playing is cleared after the message that lets the other thread go on).
    const auto type = GST_MESSAGE_TYPE(message.get());
    if (type == GST_MESSAGE_ASYNC_DONE &&
        GST_MESSAGE_SRC(message.get()) == GST_OBJECT_CAST(decode_))
      source_.paused();
    if (type == GST_MESSAGE_ASYNC_START || type == GST_MESSAGE_ASYNC_DONE) return;
    // Applications pause while a buffer fills, so that nobody sees the picture stand still. Nobody
    // looks on here.
    if (type == GST_MESSAGE_BUFFERING) return;
    notify_directly(message.get());
    if (type == GST_MESSAGE_ERROR) return handle_error(message.get());
    message = troubles_.translate(std::move(message));
    if (message) GST_BIN_CLASS(parent_class())->handle_message(bin_, message.release());
  }

  void handle_error(GstMessage* message) {
    const bool is_of_source =
        decode_ != nullptr &&
        gst_object_has_as_ancestor(GST_MESSAGE_SRC(message), GST_OBJECT_CAST(decode_));
    const auto trouble = troubles_.understand(message, is_of_source && source_.is_remote());
    if (!is_of_source || !source_.take(trouble)) troubles_.fail(trouble);
  }

  // What is said of a transport stream does not get far where nothing comes out of the demuxer. So
  // it goes to the notifier at once, which knows it again when it comes with the picture.
  void notify_directly(GstMessage* message) {
    if (chains_.beside() == nullptr || !tap_.is_tap(GST_MESSAGE_SRC(message))) return;
    if (!gst_message_has_name(message, kEventName)) return;
    GstEvent* event = gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
                                           gst_structure_copy(gst_message_get_structure(message)));
    gst_event_set_seqnum(event, gst_message_get_seqnum(message));
    gst_pad_send_event(chains_.beside(), event);
  }

  // A monitor that sees nothing must say so.
  void tell_if_blind() {
    if (asked_for_transport_ && !tap_.found()) {
      troubles_.warn(
          GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
          without_secrets(uri_) + " is no transport stream: vqatransport can find nothing");
    }
    for (const auto& [medium, idle] : chains_.idle()) {
      troubles_.warn(GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
                     without_secrets(uri_) + " has no " +
                         (medium == Medium::video ? "picture" : "sound") + ": " + idle +
                         " can find nothing");
    }
  }

  GstBin* bin_;
  GstElement* notify_ = nullptr;
  GstElement* decode_ = nullptr;

  MonitorConfig config_;  ///< guarded by the object lock

  // Set before anything flows.
  std::string uri_, label_;
  bool asked_for_transport_ = false;  ///< by its name
  Chains chains_;

  std::string cause_;  ///< of the loss, as it was told last

  TransportTap tap_;
  SourceSettings settings_;
  Troubles troubles_;
  OverloadWatch overload_;
  Source source_;
};

}  // namespace
}  // namespace vqa::gst

GST_ELEMENT_REGISTER_DECLARE(vqamonitor)
GST_ELEMENT_REGISTER_DEFINE(vqamonitor, "vqamonitor", GST_RANK_NONE, vqa::gst::Monitor::type())
