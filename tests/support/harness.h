// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/check/gstharness.h>
#include <gst/video/video.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/event.h"
#include "glue/raii.h"
#include "support/temp_dir.h"

namespace vqa::test {

/// Names of the elements of our plugin, from the registry: a new one is tested without a word.
std::vector<std::string> our_elements();
/// Those of them that have one always-pad for raw video in and one out.
std::vector<std::string> our_video_elements();
/// Those that have the same for a transport stream.
std::vector<std::string> our_byte_elements();
/// Those that have the same for raw sound.
std::vector<std::string> our_audio_elements();

/// A picture as plain luma, 0..255.
struct Still {
  int width = 0, height = 0;
  std::vector<std::uint8_t> luma;
};
using Luma = std::function<std::uint8_t(int x, int y)>;
Still draw(int width, int height, const Luma& luma);
/// The moving scene of support/pictures.h at `phase`.
Still draw_scene(int width, int height, double phase);

struct VideoSpec {
  GstVideoFormat format = GST_VIDEO_FORMAT_I420;
  int width = 96, height = 80;
  int fps_n = 25, fps_d = 1;
  int padding = 0;  ///< pixels around the picture, told by a GstVideoMeta
  const char* interlace_mode = "progressive";

  GstClockTime interval() const { return gst_util_uint64_scale_int(GST_SECOND, fps_d, fps_n); }
};
gst::Caps video_caps(const VideoSpec& spec);
GstVideoInfo video_info(const VideoSpec& spec);
/// The picture in any raw format, samples of more bits being shifted up. Without a time.
gst::Buffer video_buffer(const VideoSpec& spec, const Still& picture);

/// Frames of a scene that moves for `moving` s, holds for `held` s and moves for `after` s.
struct FreezeMaterial {
  double moving = 1, held = 3, after = 2;
};
std::vector<Still> freeze_pictures(const VideoSpec& spec, const FreezeMaterial& material = {});

/// One event as one line: times in ms, values to three digits. The element's name is left out, for
/// it counts up from test to test.
std::string to_line(const Event& event);
std::string to_text(const std::vector<Event>& events);
std::vector<Event> of_phase(const std::vector<Event>& events, Phase phase);
/// The text of a detail, or nothing.
std::string detail(const Event& event, const std::string& name);

/// Is it of one of the types? (Those that GStreamer calls extended are numbers, not bits.)
bool is_of(GstMessage* message, GstMessageType types);

/// What was posted on a bus. Reading takes it off the bus and keeps it.
class BusLog {
 public:
  BusLog() : bus_(gst_bus_new()) {}
  explicit BusLog(gst::Bus bus) : bus_(std::move(bus)) {}
  /// What nobody read refers to elements, which refer to the bus: they would keep each other alive.
  ~BusLog() { gst_bus_set_flushing(bus_.get(), TRUE); }
  BusLog(const BusLog&) = delete;
  BusLog& operator=(const BusLog&) = delete;

  GstBus* bus() { return bus_.get(); }
  const std::vector<gst::Message>& messages();
  void clear() {
    messages();
    messages_.clear();
  }
  std::vector<GstMessage*> of_type(GstMessageType type);
  std::vector<Event> events();
  std::vector<gst::Structure> event_structures();
  /// What errors, warnings or infos say.
  std::vector<std::string> texts(GstMessageType type);
  /// Reads until a message of `types` comes; null after `seconds`.
  GstMessage* wait_for(GstMessageType types, int seconds = 20);

 private:
  gst::Bus bus_;
  std::vector<gst::Message> messages_;
};
/// Text and debug text of an error, warning or info.
std::pair<std::string, std::string> parse(GstMessage* message);

/// One element between two pads of ours, in PLAYING, with a bus that keeps what it posts.
class Harness {
 public:
  using Setup = std::function<void(GstElement*)>;

  explicit Harness(const std::string& factory, const Setup& before_start = {});
  ~Harness() { close(); }
  Harness(const Harness&) = delete;
  Harness& operator=(const Harness&) = delete;

  GstHarness* operator*() { return harness_.get(); }
  GstElement* element() { return element_.get(); }
  BusLog& bus() { return bus_; }

  void set_caps(const VideoSpec& spec);
  GstFlowReturn push(gst::Buffer buffer) {
    return gst_harness_push(harness_.get(), buffer.release());
  }
  bool push_event(GstEvent* event) {
    return gst_harness_push_event(harness_.get(), event) != FALSE;
  }
  gst::Buffer try_pull() { return gst::Buffer(gst_harness_try_pull(harness_.get())); }

  /// Pushes pictures with times from `start` on, and drops what comes out.
  void play(const VideoSpec& spec, const std::vector<Still>& pictures, GstClockTime start = 0);

  /// What came out at the src pad since the last call.
  struct SeenEvent {
    GstEventType type;
    std::string structure;  ///< of a vqa-event
  };
  std::vector<SeenEvent> take_src_events();

  void stop() { gst_element_set_state(element_.get(), GST_STATE_NULL); }
  void close();

 private:
  struct Teardown {
    void operator()(GstHarness* harness) const { gst_harness_teardown(harness); }
  };
  BusLog bus_;
  gst::Element element_;
  std::unique_ptr<GstHarness, Teardown> harness_;
};

/// A launch line that runs in-process.
class Pipeline {
 public:
  explicit Pipeline(const std::string& launch);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  bool parsed() const { return element_ != nullptr; }
  GstElement* operator*() { return element_.get(); }
  gst::Element child(const char* name) {
    return gst::Element(gst_bin_get_by_name(GST_BIN(element_.get()), name));
  }
  BusLog& bus() { return *bus_; }

  GstStateChangeReturn play() { return gst_element_set_state(element_.get(), GST_STATE_PLAYING); }
  /// Plays until EOS or an error and returns which; GST_MESSAGE_UNKNOWN if neither came in time.
  GstMessageType run(int seconds = 20);
  void stop() {
    if (parsed()) gst_element_set_state(element_.get(), GST_STATE_NULL);
  }

 private:
  gst::Element element_;
  std::unique_ptr<BusLog> bus_;
};

std::string read_file(const std::string& path);
std::vector<std::string> lines_of(const std::string& path);

}  // namespace vqa::test
