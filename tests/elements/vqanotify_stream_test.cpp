// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What is told of the stream as a whole, and when what is told happened.
#include <chrono>
#include <thread>

#include "elements/vqanotify_fixture.h"

namespace vqa::test {
namespace vqanotify_stream_test {

class VqaNotifyStream : public VqaNotify {
 protected:
  std::string notify(const std::string& more = "") const {
    return "vqanotify state-dir=none targets=file:" + file_ + " " + more;
  }
  /// All that was told of this type, as soon as there is something.
  std::vector<json> wait_for(const std::string& type) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < deadline) {
      std::vector<json> found = all_objects();
      std::erase_if(found, [&](const json& told) { return told["type"] != type; });
      if (!found.empty()) return found;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ADD_FAILURE() << "no " << type << " in " << read_file(file_);
    return {{}};
  }
};

TEST_F(VqaNotifyStream, TellsThatAStreamStartsAndEnds) {
  Pipeline pipeline("videotestsrc num-buffers=5 ! video/x-raw,framerate=5/1 ! " +
                    notify("label=sky-1"));
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto told = all_objects();
  ASSERT_EQ(types(told), (std::vector<std::string>{"vqa.stream.start", "vqa.stream.end"}));
  EXPECT_EQ(told[0]["data"]["stream"], "sky-1");
  EXPECT_EQ(told[0]["data"]["running_time"], 0);
  EXPECT_EQ(told[1]["data"]["details"]["reason"], "eos");
  EXPECT_EQ(told[1]["data"]["duration"], 800'000'000);
  EXPECT_EQ(told[1]["data"]["incident"], told[0]["data"]["incident"]);
}

TEST_F(VqaNotifyStream, EndsWhenTheLastOfItsStreamsDoes) {
  const gst::Pad pads[] = {pad("sink_0"), pad("sink_1")};
  ASSERT_TRUE(start());
  Feeder first(pads[0].get()), second(pads[1].get());
  first.start();
  second.start();
  first.push(gst_buffer_new());
  second.push(gst_buffer_new());
  first.end();
  second.push(gst_buffer_new());
  stop();
  const auto told = all_objects();
  ASSERT_EQ(types(told), (std::vector<std::string>{"vqa.stream.start", "vqa.stream.end"}));
  EXPECT_EQ(told[1]["data"]["details"]["reason"], "shutdown") << "one of them went on";
}

TEST_F(VqaNotifyStream, TellsThatALiveStreamIsLostAndBack) {
  Pipeline pipeline("videotestsrc is-live=true ! video/x-raw,framerate=50/1 ! valve name=valve ! " +
                    notify("lost-timeout=300000000"));
  pipeline.play();
  wait_for("vqa.stream.start");
  const gst::Element valve = pipeline.child("valve");
  g_object_set(valve.get(), "drop", TRUE, nullptr);
  const json lost = wait_for("vqa.stream.lost")[0];
  EXPECT_EQ(lost["data"]["severity"], "critical");
  EXPECT_EQ(lost["data"]["details"]["cause"], "no data");
  EXPECT_GE(lost["data"]["duration"], 300'000'000);
  g_object_set(valve.get(), "drop", FALSE, nullptr);
  const json back = wait_for("vqa.stream.back")[0];
  EXPECT_EQ(back["data"]["incident"], lost["data"]["incident"]);
  EXPECT_GT(back["data"]["duration"], lost["data"]["duration"]);
  pipeline.stop();
}

TEST_F(VqaNotifyStream, TellsThatALiveStreamNeverCame) {
  Pipeline pipeline("appsrc is-live=true ! " + notify("lost-timeout=1000000"));
  pipeline.play();
  EXPECT_EQ(wait_for("vqa.stream.lost")[0]["data"]["start"], 0);
  pipeline.stop();
}

// Whoever reads the source may know better.
TEST_F(VqaNotifyStream, IsToldWhyNothingComes) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  const auto lose = [&](const char* cause) {
    return feeder.send(gst_event_new_custom(
        GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
        gst_structure_new(gst::kLostName, "cause", G_TYPE_STRING, cause, nullptr)));
  };
  EXPECT_TRUE(lose("connection refused"));
  feeder.push(gst_buffer_new());
  stop();
  const auto told = all_objects();
  ASSERT_EQ(types(told), (std::vector<std::string>{"vqa.stream.lost", "vqa.stream.back",
                                                   "vqa.stream.start", "vqa.stream.end"}));
  EXPECT_EQ(told[0]["data"]["details"]["cause"], "connection refused");
}

TEST_F(VqaNotifyStream, BeatsAsOftenAsItIsToldTo) {
  g_object_set(element_.get(), "heartbeat", guint64{GST_MSECOND}, nullptr);
  ASSERT_TRUE(start());
  EXPECT_EQ(wait_for("vqa.monitor.heartbeat")[0]["data"]["details"]["stream"], "waiting");
}

TEST_F(VqaNotifyStream, WritesAFileAsLongAsItWorks) {
  const std::string beats = file_ + ".heartbeat";
  Pipeline pipeline("videotestsrc is-live=true ! video/x-raw,framerate=50/1 ! valve name=valve ! " +
                    notify("lost-timeout=100000000 heartbeat-file=" + beats));
  pipeline.play();
  const auto wait_for_line = [&beats](const std::string& line) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (read_file(beats) != line && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(read_file(beats), line);
  };
  wait_for_line("running\n");
  const gst::Element valve = pipeline.child("valve");
  g_object_set(valve.get(), "drop", TRUE, nullptr);
  wait_for_line("lost no data\n");
  pipeline.stop();
  std::remove(beats.c_str());
}

TEST_F(VqaNotifyStream, SaysThatItsHeartbeatCannotBeWritten) {
  Pipeline pipeline("videotestsrc is-live=true ! video/x-raw,framerate=50/1 ! " +
                    notify("heartbeat-file=/nowhere/at/all"));
  pipeline.play();
  ASSERT_NE(pipeline.bus().wait_for(GST_MESSAGE_WARNING, 60), nullptr);
  EXPECT_NE(pipeline.bus().texts(GST_MESSAGE_WARNING)[0].find("/nowhere/at/all"),
            std::string::npos);
  pipeline.stop();
}

// RFC 3339 in UTC sorts as text.
TEST_F(VqaNotifyStream, TellsWhenInALiveStreamEachThingHappened) {
  Pipeline pipeline(
      "videotestsrc is-live=true num-buffers=5 ! video/x-raw,format=I420,framerate=25/1 ! "
      "vqafreeze sample-interval=1 ! " +
      notify());
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto samples = objects();
  ASSERT_EQ(samples.size(), 5U);
  std::string before;
  // (Before the first frame has come, a test source does not know that it is live.)
  for (const json& told : std::vector(samples.begin() + 1, samples.end())) {
    const std::string times[] = {told["data"]["frame_at"], told["data"]["arrived_at"],
                                 told["data"]["detected_at"], told["time"], told["sent"]};
    for (std::size_t i = 1; i < std::size(times); ++i) EXPECT_LE(times[i - 1], times[i]) << told;
    EXPECT_LE(before, times[0]);
    before = times[0];
  }
}

TEST_F(VqaNotifyStream, AFileHasNoTimeAtWhichAFrameWasTakenIn) {
  Pipeline pipeline(
      "videotestsrc num-buffers=2 ! video/x-raw,format=I420,framerate=25/1 ! "
      "vqafreeze sample-interval=1 ! " +
      notify());
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto samples = objects();
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_TRUE(samples[0]["data"]["frame_at"].is_null());
  EXPECT_FALSE(samples[0]["data"]["arrived_at"].is_null());
}

}  // namespace vqanotify_stream_test
}  // namespace vqa::test
