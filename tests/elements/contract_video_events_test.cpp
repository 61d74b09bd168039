// SPDX-License-Identifier: LGPL-2.1-or-later
#include <map>

#include "elements/contract_video.h"
#include "glue/event_gst.h"

namespace vqa::test {
namespace contract_video_events_test {

// --- Time ---------------------------------------------------------------------------------------

TEST_P(VideoContract, FillsInMissingTimes) {
  auto expected = events_of({.setup = sample_often});
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  for (const auto& picture : material()) {
    ASSERT_EQ(harness.push(video_buffer(kSpec, picture)), GST_FLOW_OK);
  }
  harness.push_event(gst_event_new_eos());
  const auto events = harness.bus().events();
  clear_stamps(expected);
  EXPECT_EQ(to_text(events), to_text(expected));
}

// Pushes the broken-off freeze twice with a jump in time between, and returns the events.
std::vector<Event> with_jump(const std::string& element, GstClockTime start, GstClockTime again) {
  Harness harness(element);
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off(), start);
  harness.play(kSpec, broken_off(), again);
  harness.push_event(gst_event_new_eos());
  return harness.bus().events();
}

TEST_P(VideoContract, EndsIncidentsWhereTimeJumps) {
  const auto ahead = with_jump(GetParam(), 0, 60 * GST_SECOND);
  const auto back = with_jump(GetParam(), 60 * GST_SECOND, 0);
  expect_paired(ahead);
  expect_paired(back);
  // Whatever was found before the jump has nothing to do with what comes after it.
  for (const auto& events : {ahead, back}) {
    for (const auto& event : events) EXPECT_LT(event.duration, 4s) << to_text(events);
  }
}

TEST_P(VideoContract, TellsTimesOfSegmentsRight) {
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.rate = 2.0;
  segment.start = 10 * GST_SECOND;
  segment.time = 100 * GST_SECOND;
  segment.base = 5 * GST_SECOND;
  harness.push_event(gst_event_new_segment(&segment));
  // At double speed the freeze has to be twice as long in the file.
  harness.play(kSpec, freeze_pictures(kSpec, {.moving = 2, .held = 6, .after = 4}),
               10 * GST_SECOND);
  harness.push_event(gst_event_new_eos());
  const auto events = harness.bus().events();
  ASSERT_FALSE(events.empty());
  for (const auto& event : events) {
    ASSERT_TRUE(event.timestamp && event.stream_time) << to_line(event);
    const auto pts = static_cast<GstClockTime>(event.timestamp->count());
    EXPECT_EQ(event.running_time.count(),
              static_cast<gint64>((pts - 10 * GST_SECOND) / 2) + 5 * GST_SECOND);
    EXPECT_EQ(event.stream_time->count(), static_cast<gint64>(pts + 90 * GST_SECOND));
    EXPECT_GE(event.start, 5s);
  }
}

TEST_P(VideoContract, IgnoresWhatLiesOutsideOfTheSegment) {
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = 3600 * GST_SECOND;
  harness.push_event(gst_event_new_segment(&segment));
  for (guint i = 0; i < 50; ++i) {
    gst::Buffer buffer = video_buffer(kSpec, material()[i]);
    GST_BUFFER_PTS(buffer.get()) = i * kFrame;
    ASSERT_EQ(harness.push(std::move(buffer)), GST_FLOW_OK);
    EXPECT_NE(harness.try_pull(), nullptr);
  }
  EXPECT_EQ(to_text(harness.bus().events()), "");
}

// --- Ends of incidents --------------------------------------------------------------------------

TEST_P(VideoContract, EndsIncidentsAtAFlush) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off());
  harness.push_event(gst_event_new_flush_start());
  harness.push_event(gst_event_new_flush_stop(TRUE));
  const auto events = harness.bus().events();
  expect_ended(events, "flush");

  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  harness.push_event(gst_event_new_segment(&segment));
  harness.play(kSpec, broken_off());
  harness.push_event(gst_event_new_eos());
  const auto all = harness.bus().events();
  EXPECT_EQ(all.size(), 2 * events.size());
  expect_paired(all);  // with new numbers
}

TEST_P(VideoContract, EndsIncidentsWhenTheCapsChange) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off());
  VideoSpec larger;
  larger.width = 128;
  larger.height = 96;
  harness.set_caps(larger);
  const auto events = harness.bus().events();
  expect_ended(events, "caps");
  harness.play(larger, freeze_pictures(larger, {.moving = 0.5, .held = 0.5, .after = 0}),
               10 * GST_SECOND);
}

// Decoders tell the same caps again, and every new branch behind a tee asks for a renegotiation:
// to the picture that means nothing.
TEST_P(VideoContract, KeepsIncidentsWhenTheCapsStayTheSame) {
  const std::string expected = log_of({});
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  const auto& pictures = material();
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (i == 80) gst_harness_push_upstream_event(*harness, gst_event_new_reconfigure());
    if (i == 85) harness.push_event(gst_event_new_caps(video_caps(kSpec).get()));
    harness.play(kSpec, {pictures[i]}, i * kFrame);
  }
  harness.push_event(gst_event_new_eos());
  EXPECT_EQ(to_text(harness.bus().events()), expected);
}

TEST_P(VideoContract, EndsIncidentsBeforeTheEndOfTheStream) {
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off());
  harness.take_src_events();
  harness.push_event(gst_event_new_eos());
  expect_ended(harness.bus().events(), "eos");
  const auto seen = harness.take_src_events();
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back().type, GST_EVENT_EOS);
  const auto ends = of_phase(harness.bus().events(), Phase::end).size();
  EXPECT_EQ(seen.size(), ends + 1);
}

TEST_P(VideoContract, EndsIncidentsAtShutdown) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  harness.play(kSpec, broken_off());
  harness.stop();
  expect_ended(harness.bus().events(), "shutdown");
}

TEST_P(VideoContract, StartsAfreshAfterAShutdown) {
  const auto expected = events_of({.pictures = &broken_off()});
  Harness harness(GetParam());
  for (int i = 0; i < 2; ++i) {
    gst_element_set_state(harness.element(), GST_STATE_PLAYING);
    harness.push_event(gst_event_new_stream_start("again"));
    harness.set_caps(kSpec);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    harness.push_event(gst_event_new_segment(&segment));
    harness.play(kSpec, broken_off());
    harness.stop();
  }
  const auto events = harness.bus().events();
  expect_ended(events, "shutdown");
  EXPECT_EQ(events.size(), 2 * expected.size());
}

// --- Events -------------------------------------------------------------------------------------

TEST_P(VideoContract, TellsTheBusAndTheStreamTheSame) {
  Harness harness(GetParam(), sample_often);
  harness.set_caps(kSpec);
  harness.play(kSpec, material());
  harness.push_event(gst_event_new_eos());
  std::vector<std::string> posted, sent;
  for (const auto& structure : harness.bus().event_structures()) {
    posted.emplace_back(gst::Chars(gst_structure_to_string(structure.get())).get());
  }
  for (const auto& seen : harness.take_src_events()) {
    if (!seen.structure.empty()) sent.push_back(seen.structure);
  }
  EXPECT_FALSE(posted.empty());
  EXPECT_EQ(sent, posted);
}

TEST_P(VideoContract, NamesItselfAndTheStream) {
  Harness harness(GetParam(), [](GstElement* element) {
    sample_often(element);
    g_object_set(element, "label", "sky 1/\xC3\xA9", nullptr);
    gst_object_set_name(GST_OBJECT(element), "watcher");
  });
  harness.set_caps(kSpec);
  harness.play(kSpec, material());
  for (const auto& event : harness.bus().events()) {
    EXPECT_EQ(event.label, "sky 1/\xC3\xA9");
    EXPECT_EQ(event.element, "watcher");
    EXPECT_EQ("vqa" + event.detector, GetParam());
  }
  for (GstMessage* message : harness.bus().of_type(GST_MESSAGE_ELEMENT)) {
    EXPECT_EQ(GST_MESSAGE_SRC(message), GST_OBJECT(harness.element()));
  }
}

TEST_P(VideoContract, SamplesAtTheIntervalThatItIsTold) {
  std::map<std::string, std::vector<Time>> times;
  for (const auto& sample : of_phase(events_of({.setup = sample_often}), Phase::sample)) {
    times[sample.kind].push_back(sample.running_time);
    EXPECT_EQ(sample.incident, 0U);
  }
  ASSERT_FALSE(times.empty());
  for (const auto& [kind, at] : times) {
    ASSERT_EQ(at.size(), material().size() / 5) << kind;
    for (std::size_t i = 0; i < at.size(); ++i) EXPECT_EQ(at[i], i * 200ms) << kind;
  }
}

TEST_P(VideoContract, DoesNotSampleUnlessTold) {
  EXPECT_EQ(to_text(of_phase(events_of({}), Phase::sample)), "");
}

TEST_P(VideoContract, ReportsTheSameWithAndWithoutSamples) {
  auto sampled = events_of({.setup = sample_often});
  std::erase_if(sampled, [](const Event& event) { return event.phase == Phase::sample; });
  EXPECT_EQ(to_text(sampled), log_of({}));
}

}  // namespace contract_video_events_test
}  // namespace vqa::test
