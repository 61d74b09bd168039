// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/cloud_event.h"
#include "support/harness.h"

namespace vqa::test {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool can_make(std::initializer_list<const char*> factories) {
  for (const char* name : factories) {
    GstElementFactory* factory = gst_element_factory_find(name);
    if (factory == nullptr) return false;
    gst_object_unref(factory);
  }
  return true;
}

/// Clips made with whatever encoder there is: two seconds that move, three that hold.
class Clips {
 public:
  static const Clips& get() {
    static const Clips clips;
    return clips;
  }
  std::string path(const std::string& name) const { return dir_.path(name); }

 private:
  struct Codec {
    std::string video, audio, mux;
  };
  static Codec codec() {
    if (can_make({"x264enc", "avenc_mp2", "mpegtsmux"})) {
      return {"x264enc tune=zerolatency speed-preset=ultrafast", "avenc_mp2", "mpegtsmux"};
    }
    return {"theoraenc", "vorbisenc", "oggmux"};
  }

  Clips() {
    const auto [video, audio, mux] = codec();
    const std::string scene = "videotestsrc pattern=zone-plate kx2=20 ky2=20 ";
    const std::string caps = " ! video/x-raw,format=I420,width=160,height=120,framerate=25/1 ! c. ";
    const std::string picture =
        "concat name=c " + scene + "kt=3 num-buffers=50" + caps + scene + "num-buffers=75" + caps;
    const std::string sound =
        "audiotestsrc num-buffers=216 ! audio/x-raw,rate=44100,channels=2 ! "
        "audioconvert ! " +
        audio + " ! m. ";
    const std::string end = " ! filesink location=";
    make(picture + mux + " name=m" + end + path("both.clip") + " c. ! " + video +
         " ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! m. " + sound);
    make(picture + mux + " name=m" + end + path("silent.clip") + " c. ! " + video + " ! m. ");
    make(mux + " name=m" + end + path("blind.clip") + " " + sound);
    // A picture that decodes to RGB.
    make("videotestsrc num-buffers=10 ! video/x-raw,format=BGR,width=64,height=48 ! avimux" + end +
         path("rgb.clip"));
    std::ofstream(path("garbage.clip")) << std::string(100000, '\x5A');
    std::ofstream(path("empty.clip"));
  }
  static void make(const std::string& launch) {
    Pipeline pipeline(launch);
    EXPECT_EQ(pipeline.run(60), GST_MESSAGE_EOS)
        << launch << testing::PrintToString(pipeline.bus().texts(GST_MESSAGE_ERROR));
  }

  TempDir dir_;
};

class VqaMonitor : public testing::Test {
 protected:
  static std::string clip(const std::string& name) { return Clips::get().path(name); }
  std::string monitor(const std::string& uri, const std::string& more = "") const {
    return "vqamonitor name=m uri=\"" + uri + "\" targets=file:" + file_ + " " + more;
  }
  /// The same clip without some of its packets, if it is a transport stream.
  std::string without(const std::string& name, const std::function<bool(std::size_t, int)>& drop) {
    const std::string whole = read_file(clip(name)), path = dir_.path("less.ts");
    std::ofstream less(path, std::ios::binary);
    for (std::size_t at = 0; at + 188 <= whole.size(); at += 188) {
      const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(whole[at + i]); };
      if (!drop(at / 188, (byte(1) & 0x1F) << 8 | byte(2))) less.write(&whole[at], 188);
    }
    return path;
  }
  static bool is_transport_stream(const std::string& name) {
    return read_file(clip(name)).starts_with('\x47');
  }
  // As in the launch line, but there GStreamer 1.22 never releases the child that it set.
  static void set_child(Pipeline& pipeline, const char* property, guint64 value) {
    const gst::Element monitor = pipeline.child("m");
    gst_child_proxy_set(GST_CHILD_PROXY(monitor.get()), property, value, nullptr);
  }
  std::vector<json> objects() const {
    std::vector<json> objects;
    for (const auto& line : lines_of(file_)) objects.push_back(json::parse(line));
    return objects;
  }
  // It fails, once or, to those who listen late, twice with the same words, which it returns.
  static std::string failure_of(Pipeline& pipeline) {
    EXPECT_EQ(pipeline.run(), GST_MESSAGE_ERROR);
    pipeline.stop();
    const auto errors = pipeline.bus().texts(GST_MESSAGE_ERROR);
    EXPECT_EQ((std::set<std::string>{errors.begin(), errors.end()}).size(), 1U)
        << testing::PrintToString(errors);
    return errors.empty() ? "" : errors[0];
  }
  std::string failure_of(const std::string& uri, const std::string& more = "") const {
    Pipeline pipeline(monitor(uri, more));
    return failure_of(pipeline);
  }

  TempDir dir_;
  std::string file_ = dir_.path("events.jsonl");
};

// --- Streams that can be monitored --------------------------------------------------------------

TEST_F(VqaMonitor, FindsTheFreezeInAFileWithSoundAndPicture) {
  Pipeline pipeline(monitor("file://" + clip("both.clip")));
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto events = pipeline.bus().events();
  ASSERT_EQ(of_phase(events, Phase::begin).size(), 1U) << to_text(events);
  ASSERT_EQ(of_phase(events, Phase::end).size(), 1U) << to_text(events);
  for (const auto& event : events) {
    EXPECT_EQ(event.label, "both");
    EXPECT_EQ(event.element, "vqafreeze");
  }
  const auto written = objects();
  ASSERT_EQ(written.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const EventSource source{.host = "h", .process = "p"};
    EXPECT_EQ(written[i].at("data"),
              json::parse(to_cloud_event(events[i], source, 1, {})).at("data"));
  }
  EXPECT_EQ(pipeline.bus().texts(GST_MESSAGE_WARNING), Texts{});
}

TEST_F(VqaMonitor, TakesAFileWithoutSoundByItsPath) {
  Pipeline pipeline(monitor(clip("silent.clip")));
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  EXPECT_EQ(of_phase(pipeline.bus().events(), Phase::begin).size(), 1U);
}

TEST_F(VqaMonitor, WarnsWhenThereIsNoPicture) {
  Pipeline pipeline(monitor(clip("blind.clip")));
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  const auto warnings = pipeline.bus().texts(GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 1U) << testing::PrintToString(warnings);
  EXPECT_TRUE(has(warnings[0], clip("blind.clip"))) << warnings[0];
  EXPECT_TRUE(has(warnings[0], "no picture")) << warnings[0];
  EXPECT_TRUE(has(warnings[0], "vqafreeze")) << warnings[0];
}

TEST_F(VqaMonitor, TakesRgb) {
  Pipeline pipeline(monitor(clip("rgb.clip")));
  set_child(pipeline, "vqafreeze::sample-interval", 1);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS)
      << testing::PrintToString(pipeline.bus().texts(GST_MESSAGE_ERROR));
  EXPECT_EQ(pipeline.bus().events().size(), 10U);
}

TEST_F(VqaMonitor, EndsEveryTime) {
  for (int i = 0; i < 30; ++i) {
    Pipeline pipeline(monitor(clip(i % 2 == 0 ? "rgb.clip" : "blind.clip")));
    ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS) << "run " << i;
  }
}

TEST_F(VqaMonitor, StopsWhileItStarts) {
  for (int i = 0; i < 30; ++i) {
    Pipeline pipeline(monitor(clip("both.clip")));
    EXPECT_NE(pipeline.play(), GST_STATE_CHANGE_FAILURE);
    pipeline.stop();
  }
}

// --- Transport streams --------------------------------------------------------------------------

std::vector<Event> of_detector(std::vector<Event> events, const std::string& name) {
  std::erase_if(events, [&](const Event& event) { return event.detector != name; });
  return events;
}
bool in_the_middle(std::size_t packet, int) { return packet >= 300 && packet < 304; }

TEST_F(VqaMonitor, LooksAtTransportStreamsBeforeTheyAreDemuxed) {
  if (!is_transport_stream("both.clip")) GTEST_SKIP() << "no encoders for transport streams";
  Pipeline pipeline(monitor(without("both.clip", in_the_middle), "label=news"));
  for (int round = 0; round < 2; ++round) {
    pipeline.bus().clear();
    ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
    pipeline.stop();
    const auto events = pipeline.bus().events();
    const auto losses = of_detector(events, "transport");
    ASSERT_EQ(losses.size(), 2U) << to_text(losses);
    EXPECT_EQ(losses[0].value, 4);
    EXPECT_EQ(losses[0].label, "news");
    EXPECT_EQ(losses[0].kind, "loss");
    EXPECT_EQ(of_detector(events, "freeze").size(), 2U);
    // Each event once, though it comes with the picture, with the sound, and by the bus.
    EXPECT_EQ(objects().size(), events.size() * static_cast<std::size_t>(round + 1));
  }
}

TEST_F(VqaMonitor, LetsTheTransportDetectorBeSet) {
  if (!is_transport_stream("both.clip")) GTEST_SKIP() << "no encoders for transport streams";
  Pipeline pipeline(monitor(without("both.clip", in_the_middle), "detectors=transport"));
  const gst::Element monitor = pipeline.child("m");
  gst_child_proxy_set(GST_CHILD_PROXY(monitor.get()), "vqatransport::critical-loss", 2, nullptr);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto events = pipeline.bus().events();
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events[0].severity, Severity::critical);
  EXPECT_EQ(objects().size(), events.size());
}

TEST_F(VqaMonitor, LeavesTransportStreamsAloneUnlessTold) {
  if (!is_transport_stream("both.clip")) GTEST_SKIP() << "no encoders for transport streams";
  Pipeline pipeline(monitor(without("both.clip", in_the_middle), "detectors=freeze"));
  int made = 0;
  const auto count = +[](GstBin*, GstBin*, GstElement* element, gpointer into) {
    if (g_str_has_prefix(GST_OBJECT_NAME(element), "vqatransport")) ++*static_cast<int*>(into);
  };
  g_signal_connect(*pipeline, "deep-element-added", G_CALLBACK(count), &made);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  EXPECT_EQ(made, 0);
  EXPECT_TRUE(of_detector(pipeline.bus().events(), "transport").empty());
}

// The counters of each piece begin anew.
TEST_F(VqaMonitor, LooksAtTransportStreamsInsideOfHls) {
  if (!is_transport_stream("both.clip") || !can_make({"hlsdemux"})) GTEST_SKIP() << "no HLS";
  const std::string lossy = without("both.clip", in_the_middle);
  const std::string list = dir_.path("list.m3u8");
  std::ofstream(list) << "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://"
                      << clip("both.clip") << "\n#EXT-X-DISCONTINUITY\n#EXTINF:5,\nfile://" << lossy
                      << "\n#EXT-X-ENDLIST\n";
  Pipeline pipeline(monitor(list));
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto losses = of_detector(pipeline.bus().events(), "transport");
  ASSERT_EQ(losses.size(), 2U) << to_text(losses);
  EXPECT_GE(losses[0].running_time, 5s);
  EXPECT_EQ(losses[0].value, 4);
}

// Nothing comes out of such a stream, no event either: but somebody has to be told.
TEST_F(VqaMonitor, NotifiesOfTablesWithoutWhichNothingDecodes) {
  if (!is_transport_stream("both.clip")) GTEST_SKIP() << "no encoders for transport streams";
  Pipeline pipeline(monitor(without("both.clip", [](std::size_t, int pid) { return pid == 0; })));
  const std::string error = failure_of(pipeline);
  EXPECT_TRUE(has(error, "Check ")) << "no remedy: " << error;
  const auto told = objects();
  // (A decodebin that fails on its way to PAUSED may try once more on its way to PLAYING.)
  ASSERT_GE(told.size(), 2U) << testing::PrintToString(lines_of(file_));
  EXPECT_EQ(told[0].at("subject"), "transport/psi");
  EXPECT_EQ(told[0].at("type"), "vqa.incident.begin");
  EXPECT_EQ(told[1].at("type"), "vqa.incident.end");
}

TEST_F(VqaMonitor, WarnsWhenThereIsNoTransportStreamButShouldBe) {
  Pipeline pipeline(monitor(clip("rgb.clip"), "detectors=transport"));
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  const auto warnings = pipeline.bus().texts(GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 1U) << testing::PrintToString(warnings);
  EXPECT_TRUE(has(warnings[0], "no transport stream")) << warnings[0];
}

// --- Settings -----------------------------------------------------------------------------------

TEST_F(VqaMonitor, LetsItsChildrenBeSet) {
  Pipeline pipeline(monitor(clip("silent.clip")));
  set_child(pipeline, "vqafreeze::min-duration", 4 * GST_SECOND);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  EXPECT_EQ(to_text(pipeline.bus().events()), "");
}

TEST_F(VqaMonitor, TakesALabel) {
  Pipeline pipeline(monitor(clip("silent.clip"), "label=\"sky 1\""));
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  const auto events = pipeline.bus().events();
  ASSERT_FALSE(events.empty());
  for (const auto& event : events) EXPECT_EQ(event.label, "sky 1");
}

// One run of a monitor that lives on.
std::vector<Event> run_again(Pipeline& pipeline, const std::string& uri,
                             const std::string& detectors = "") {
  const gst::Element monitor = pipeline.child("m");
  g_object_set(monitor.get(), "uri", uri.c_str(), "detectors", detectors.c_str(), nullptr);
  pipeline.bus().clear();
  EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS) << uri;
  pipeline.stop();
  return pipeline.bus().events();
}

TEST_F(VqaMonitor, MonitorsOneStreamAfterTheOther) {
  Pipeline pipeline(monitor(""));
  for (int round = 0; round < 2; ++round) {
    const auto both = run_again(pipeline, clip("both.clip"));
    EXPECT_EQ(of_phase(both, Phase::begin).size(), 1U) << round;
    const auto silent = run_again(pipeline, clip("silent.clip"));
    ASSERT_EQ(of_phase(silent, Phase::begin).size(), 1U) << round;
    EXPECT_EQ(silent[0].label, "silent");
    EXPECT_EQ(to_text(run_again(pipeline, clip("blind.clip"))), "");
  }
}

TEST_F(VqaMonitor, TakesOtherDetectorsForTheNextRun) {
  Pipeline pipeline(monitor(""));
  for (const char* detectors : {"freeze", "", " freeze , freeze"}) {
    const auto events = run_again(pipeline, clip("silent.clip"), detectors);
    EXPECT_EQ(of_phase(events, Phase::begin).size(), 1U) << detectors;
  }
}

TEST_F(VqaMonitor, LeavesNoPadsBehind) {
  Pipeline pipeline(monitor(""));
  const gst::Element notify = pipeline.child("vqanotify");
  for (int i = 0; i < 3; ++i) {
    run_again(pipeline, clip("both.clip"));
    EXPECT_EQ(notify->numpads, 0) << "after run " << i;
  }
}

TEST_F(VqaMonitor, RunsBesideAnother) {
  const std::string other = dir_.path("other.jsonl");
  Pipeline pipeline("vqamonitor uri=\"" + clip("both.clip") + "\" targets=file:" + other + " " +
                    monitor(clip("silent.clip")));
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  EXPECT_EQ(lines_of(other).size(), 2U);
  EXPECT_EQ(lines_of(file_).size(), 2U);
}

// --- What cannot be monitored -------------------------------------------------------------------

TEST_F(VqaMonitor, SaysWhichFileIsMissing) {
  const std::string gone = dir_.path("gone.ts");
  for (const auto& uri : {gone, "file://" + gone}) {
    const std::string error = failure_of(uri);
    EXPECT_TRUE(has(error, gone)) << error;
    EXPECT_TRUE(has(error, "Check the path") || has(error, "Write file://")) << error;
  }
}

TEST_F(VqaMonitor, SaysWhatIsNoMedia) {
  const std::string folder = dir_.path("folder");
  std::filesystem::create_directory(folder);
  for (const auto& path : {folder, clip("garbage.clip"), clip("empty.clip")}) {
    const std::string error = failure_of(path);
    EXPECT_TRUE(has(error, path)) << error;
    EXPECT_TRUE(has(error, "Check ")) << "no remedy: " << error;
  }
}

TEST_F(VqaMonitor, SaysWhatNothingReads) {
  const std::string error = failure_of("pigeon://home/1");
  EXPECT_TRUE(has(error, "pigeon://home/1")) << error;
  EXPECT_TRUE(has(error, "Check its spelling")) << error;
}

TEST_F(VqaMonitor, SaysThatItHasNoStream) {
  const std::string error = failure_of("");
  EXPECT_TRUE(has(error, "set uri=")) << error;
}

TEST_F(VqaMonitor, SaysWhichDetectorItDoesNotKnow) {
  const std::string error = failure_of(clip("both.clip"), "detectors=freeze,mood");
  EXPECT_TRUE(has(error, "\"mood\"")) << error;
  EXPECT_TRUE(has(error, "are black, blockiness, freeze, transport")) << error;
}

TEST_F(VqaMonitor, SaysWhichTargetItDoesNotKnow) {
  Pipeline pipeline("vqamonitor uri=\"" + clip("both.clip") + "\" targets=pigeon:home");
  const std::string error = failure_of(pipeline);
  EXPECT_TRUE(has(error, "pigeon:")) << error;
  EXPECT_TRUE(has(error, "stdout:")) << error;
  EXPECT_FALSE(has(error, "Cannot monitor")) << "not the stream's fault: " << error;
}

TEST_F(VqaMonitor, CanBePutRightAfterAFailure) {
  Pipeline pipeline(monitor(dir_.path("gone.ts")));
  failure_of(pipeline);
  EXPECT_EQ(of_phase(run_again(pipeline, clip("silent.clip")), Phase::begin).size(), 1U);
}

// Everything that a message holds, in text.
std::string all_of(GstMessage* message) {
  std::string text;
  if (const GstStructure* structure = gst_message_get_structure(message)) {
    text = gst::Chars(gst_structure_to_string(structure)).get();
  }
  constexpr auto kSpoken =
      GstMessageType(GST_MESSAGE_ERROR | GST_MESSAGE_WARNING | GST_MESSAGE_INFO);
  if (is_of(message, kSpoken)) {
    const auto [said, debug] = parse(message);
    text += said + debug;
  }
  return text;
}

TEST_F(VqaMonitor, TellsNobodyThePassword) {
  for (const char* uri :
       {"http://user:hunter2@127.0.0.1:1/a.ts", "rtsp://user:hunter2@127.0.0.1:1/a",
        "pigeon://user:hunter2@home/1", "file://user:hunter2@host/gone.ts"}) {
    Pipeline pipeline(monitor(uri));
    const std::string error = failure_of(pipeline);
    EXPECT_TRUE(has(error, "Cannot monitor")) << error;
    for (const auto& message : pipeline.bus().messages()) {
      EXPECT_FALSE(has(all_of(message.get()), "hunter2"))
          << uri << ": " << GST_MESSAGE_TYPE_NAME(message.get()) << " " << all_of(message.get());
    }
  }
}

}  // namespace
}  // namespace vqa::test
