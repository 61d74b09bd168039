// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/cloud_event.h"
#include "elements/vqamonitor_fixture.h"
#include "glue/sound_context.h"

namespace vqa::test {
namespace vqamonitor_test {

// --- Streams that can be monitored ---------------------------------------------------------------

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
    json data = written[i].at("data");
    for (const char* when : {"frame_at", "arrived_at", "detected_at", "evidence"})
      data[when] = nullptr;
    Event event = events[i];
    event.arrived_at = event.detected_at = std::nullopt;
    EXPECT_EQ(data, json::parse(to_cloud_event(event, source, 1, {})).at("data"));
  }
  EXPECT_EQ(pipeline.bus().texts(GST_MESSAGE_WARNING), Texts{});
}

TEST_F(VqaMonitor, TellsWhoSeesAndWhoHearsThatTheyBelongTogether) {
  Pipeline pipeline(monitor("udp://127.0.0.1:5004"));
  gst_element_set_state(*pipeline, GST_STATE_READY);
  std::vector<std::shared_ptr<SoundLog>> logs;
  for (const char* child : {"vqaaudio", "vqafreeze"}) {
    const gst::Element element = pipeline.child(child);
    const gst::Context context(gst_element_get_context(element.get(), gst::kSoundContext));
    logs.push_back(gst::sound_log_of(context.get()));
  }
  ASSERT_NE(logs[0], nullptr);
  EXPECT_EQ(logs[0], logs[1]);
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

// --- Settings ------------------------------------------------------------------------------------

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
  EXPECT_EQ(lines_of(other).size(), 4U) << "a freeze, and the stream itself: begin and end";
  EXPECT_EQ(lines_of(file_).size(), 4U);
}

}  // namespace vqamonitor_test
}  // namespace vqa::test
