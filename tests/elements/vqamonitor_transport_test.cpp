// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "elements/vqamonitor_fixture.h"

namespace vqa::test {
namespace vqamonitor_transport_test {

std::vector<Event> of_detector(std::vector<Event> events, const std::string& name) {
  std::erase_if(events, [&](const Event& event) { return event.detector != name; });
  return events;
}
bool in_the_middle(std::size_t packet, int) { return packet >= 300 && packet < 304; }

TEST_F(VqaMonitor, LooksAtTransportStreamsBeforeTheyAreDemuxed) {
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

}  // namespace vqamonitor_transport_test
}  // namespace vqa::test
