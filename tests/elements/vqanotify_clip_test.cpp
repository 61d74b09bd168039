// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Clips of the undecoded stream: asked for upstream, which is played here, and saved when they
// come.
#include <chrono>
#include <filesystem>
#include <sstream>
#include <thread>

#include "elements/vqanotify_fixture.h"
#include "glue/clip_event.h"

namespace vqa::test {
namespace vqanotify_clip_test {

class VqaNotifyClip : public VqaNotify {
 protected:
  void SetUp() override {
    g_object_set(element_.get(), "state-dir", dir_.path("state").c_str(), "evidence-clip",
                 guint64{3 * GST_SECOND}, nullptr);
  }
  std::string whole(const std::string& name) const { return dir_.path("state/evidence/" + name); }
  std::string content(const std::string& name) const {
    std::stringstream text;
    text << std::ifstream(whole(name), std::ios::binary).rdbuf();
    return text.str();
  }
  void wait_for(const std::string& name) const {
    for (int i = 0; i < 6000 && !std::filesystem::exists(whole(name)); ++i)
      std::this_thread::sleep_for(10ms);
  }
  static bool answer(Feeder& feeder, const std::string& name, const char* bytes) {
    gst::Buffer data(gst_buffer_new_memdup(bytes, strlen(bytes)));
    return feeder.send(gst::to_event(gst::ClipAnswer{.name = name, .data = std::move(data)}));
  }
  std::vector<std::string> clips() const {
    std::vector<std::string> names;
    for (const auto& told : objects()) {
      if (told["type"] == "vqa.incident.begin")
        names.push_back(told["data"]["clip"].is_null() ? "" : told["data"]["clip"]);
    }
    return names;
  }
};

TEST_F(VqaNotifyClip, IsAskedForAndSaved) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get(), "audio/x-raw");  // sound has clips as well
  feeder.start();
  feeder.push(gst_buffer_new());
  ASSERT_EQ(feeder.clip_requests.size(), 1U) << "it says that clips will be wanted";
  EXPECT_EQ(feeder.clip_requests[0].name, "");
  EXPECT_EQ(feeder.clip_requests[0].length, 3s);
  feeder.send(incident(Phase::begin, 1, 7s));
  ASSERT_EQ(feeder.clip_requests.size(), 2U);
  const gst::ClipRequest first = feeder.clip_requests[1];
  EXPECT_TRUE(first.name.starts_with("unnamed/")) << first.name;
  EXPECT_TRUE(first.name.ends_with(".ts")) << first.name;
  EXPECT_EQ(first.length, 3s);
  EXPECT_EQ(first.at, 7s);
  feeder.send(incident(Phase::begin, 2, 8s));  // the same clip will do
  feeder.send(incident(Phase::end, 2, 8s));
  EXPECT_EQ(feeder.clip_requests.size(), 2U);
  EXPECT_TRUE(answer(feeder, "another.ts", "not ours"));
  EXPECT_TRUE(answer(feeder, first.name, "a clip"));
  EXPECT_TRUE(answer(feeder, first.name, "by another stream of the demuxer"));
  wait_for(first.name);
  EXPECT_EQ(content(first.name), "a clip");
  EXPECT_FALSE(std::filesystem::exists(whole("another.ts")));
  feeder.send(incident(Phase::begin, 3, 20s));
  ASSERT_EQ(feeder.clip_requests.size(), 3U) << "a new one";
  const std::string second = feeder.clip_requests[2].name;
  EXPECT_NE(second, first.name);
  EXPECT_TRUE(answer(feeder, second, "at the very end"));
  stop();
  EXPECT_EQ(content(second), "at the very end");
  EXPECT_EQ(clips(), (std::vector{first.name, first.name, second}));
}

TEST_F(VqaNotifyClip, IsNotPromisedWhereNobodyKeepsTheStream) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.keeps_clips = false;
  feeder.start();
  feeder.push(gst_buffer_new());
  for (const std::uint64_t number : {1, 2}) feeder.send(incident(Phase::begin, number, 7s));
  ASSERT_NE(bus_.wait_for(GST_MESSAGE_WARNING), nullptr);
  stop();
  const auto warnings = bus_.texts(GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 1U) << "once";
  EXPECT_NE(warnings[0].find("put vqatransport in front of the demuxer"), std::string::npos);
  EXPECT_EQ(clips(), (std::vector<std::string>{"", ""}));
}

TEST_F(VqaNotifyClip, IsMadeOnlyIfItIsWanted) {
  for (const auto& [property, value] :
       {std::pair{"evidence-clip", guint64{0}}, {"evidence-limit", guint64{0}}}) {
    SetUp();
    g_object_set(element_.get(), property, value, nullptr);
    const gst::Pad sink = pad("sink_0");
    ASSERT_TRUE(start());
    Feeder feeder(sink.get());
    feeder.start();
    feeder.push(gst_buffer_new());
    feeder.send(incident(Phase::begin, 1, 7s));
    EXPECT_TRUE(feeder.clip_requests.empty()) << property;
    stop();
    gst_element_release_request_pad(element_.get(), sink.get());
  }
  EXPECT_EQ(clips(), (std::vector<std::string>{"", ""}));
}

TEST_F(VqaNotifyClip, SaysWhenItCannotBeKept) {
  std::filesystem::create_directories(dir_.path("state"));
  std::ofstream(dir_.path("state/evidence")) << "in the way";
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  feeder.push(gst_buffer_new());
  feeder.send(incident(Phase::begin, 1, 7s));
  ASSERT_EQ(feeder.clip_requests.size(), 2U);
  answer(feeder, feeder.clip_requests[1].name, "a clip");
  ASSERT_NE(bus_.wait_for(GST_MESSAGE_WARNING), nullptr);
  EXPECT_NE(bus_.texts(GST_MESSAGE_WARNING)[0].find("evidence-clip=0"), std::string::npos);
  EXPECT_EQ(feeder.push(gst_buffer_new()), GST_FLOW_OK);
}

}  // namespace vqanotify_clip_test
}  // namespace vqa::test
