// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/cloud_event.h"
#include "elements/vqanotify_fixture.h"

namespace vqa::test {
namespace vqanotify_test {

constexpr char kFreezing[] =
    "concat name=c ! vqafreeze name=detector sample-interval=1000000000 "
    "videotestsrc pattern=zone-plate kx2=20 ky2=20 kt=3 num-buffers=50 ! "
    "video/x-raw,format=I420,width=160,height=120,framerate=25/1 ! c. "
    "videotestsrc pattern=zone-plate kx2=20 ky2=20 k0=147 num-buffers=1 ! imagefreeze "
    "num-buffers=75 ! "
    "video/x-raw,format=I420,width=160,height=120,framerate=25/1 ! c. "
    "detector. ! ";

// The notification of this event, whoever wrote it and when.
json told_of(Event event, const std::string& label) {
  if (event.label.empty()) event.label = label;
  return json::parse(to_cloud_event(event, {.host = "h", .process = "p"}, 1, {}));
}

TEST_F(VqaNotify, WritesWhatTheBusSaw) {
  Pipeline pipeline(std::string(kFreezing) + "vqanotify label=by-the-way targets=file:" + file_);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto events = pipeline.bus().events();
  const auto written = objects();
  ASSERT_EQ(written.size(), events.size());
  ASSERT_EQ(of_phase(events, Phase::begin).size(), 1U);
  ASSERT_EQ(of_phase(events, Phase::end).size(), 1U);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(data_of(written[i]), data_of(told_of(events[i], "by-the-way")));
    EXPECT_EQ(written[i].at("specversion"), "1.0");
  }
}

TEST_F(VqaNotify, NotifiesTwiceInARow) {
  const std::string second = dir_.path("second.jsonl");
  Pipeline pipeline(std::string(kFreezing) + "vqanotify targets=file:" + file_ +
                    " ! identity ! vqanotify targets=file:" + second);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  const auto first = objects(), other = read_objects(second);
  ASSERT_EQ(first.size(), pipeline.bus().events().size());
  ASSERT_EQ(other.size(), first.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(data_of(first[i]), data_of(other[i]));
  }
}

// A demuxer sends an event that comes from before it to each of its streams.
TEST_F(VqaNotify, NotifiesOnceOfAnEventThatComesSeveralWays) {
  const gst::Pad pads[] = {pad("sink_0"), pad("sink_1")};
  ASSERT_TRUE(start());
  Feeder first(pads[0].get()), second(pads[1].get());
  first.start();
  second.start();
  const Event event = incident(Phase::begin, 1, 3s);
  GstEvent* const sent = vqa_event(event);
  second.send(gst_event_ref(sent));
  first.send(gst_event_copy(sent));
  GstEvent* const other =
      gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM_OOB, gst::to_structure(event).release());
  gst_event_set_seqnum(other, gst_event_get_seqnum(sent));
  first.send(other);
  gst_event_unref(sent);
  const Stats after = stats();
  EXPECT_EQ(after.delivered + after.queued, 1U);
  first.send(event);  // the same words, said again
  stop();
  EXPECT_EQ(types(objects()), (std::vector<std::string>{"vqa.incident.begin", "vqa.incident.begin",
                                                        "vqa.incident.end"}));
}

TEST_F(VqaNotify, TakesEventsFromEveryPairAndOutOfBand) {
  const gst::Pad pads[] = {pad("sink_0"), pad("sink_1")};
  ASSERT_TRUE(start());
  Feeder first(pads[0].get()), second(pads[1].get());
  first.start();
  second.start();
  first.send(incident(Phase::begin, 1, 3s));
  second.send(incident(Phase::begin, 2, 3s));
  second.send(gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
                                   gst::to_structure(incident(Phase::end, 2, 4s)).release()));
  first.send(incident(Phase::end, 1, 4s));
  first.send(gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("other")));
  first.send(
      gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("vqa-event")));
  stop();
  std::vector<int> numbers;
  for (const auto& object : objects()) numbers.push_back(object.at("data").at("incident"));
  EXPECT_EQ(numbers, (std::vector{1, 2, 2, 1}));
}

TEST_F(VqaNotify, NamesTheStreamOfEventsThatHaveNoName) {
  g_object_set(element_.get(), "label", "mine", nullptr);
  const gst::Pad sink = pad("sink_0"), src = pad("src_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  Catcher catcher(src.get());
  feeder.start();
  feeder.send(incident(Phase::sample, 0, 3s));
  Event named = incident(Phase::sample, 0, 3s);
  named.label = "theirs";
  feeder.send(named);
  stop();
  const auto written = objects();
  ASSERT_EQ(written.size(), 2U);
  EXPECT_EQ(written[0].at("data").at("stream"), "mine");
  EXPECT_EQ(written[1].at("data").at("stream"), "theirs");
  ASSERT_EQ(catcher.incidents.size(), 2U);
  EXPECT_EQ(catcher.incidents[0].label, "") << "what passes is not changed";
}

TEST_F(VqaNotify, EndsAtShutdownWhatIsOpen) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  feeder.send(incident(Phase::begin, 1, 3s));
  feeder.send(incident(Phase::begin, 2, 4s));
  feeder.send(incident(Phase::end, 2, 5s));
  stop();
  const auto written = objects();
  ASSERT_EQ(types(written), (std::vector<std::string>{"vqa.incident.begin", "vqa.incident.begin",
                                                      "vqa.incident.end", "vqa.incident.end"}));
  EXPECT_EQ(written[3].at("data").at("incident"), 1);
  EXPECT_EQ(written[3].at("data").at("details").at("reason"), "shutdown");
  EXPECT_EQ(written[3].at("data").at("duration"), 4000000000);
}

TEST_F(VqaNotify, CountsWhatItDelivers) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  for (std::uint64_t i = 1; i <= 10; ++i) feeder.send(incident(Phase::begin, i, 3s));
  const Stats running = stats();
  EXPECT_EQ(running.delivered + running.queued, 10U);
  stop();
  const Stats last = stats();
  EXPECT_EQ(last.delivered, 20U);  // with the ends
  EXPECT_EQ(last.queued + last.dropped + last.dropped_samples, 0U);
  EXPECT_EQ(objects().size(), 20U);
}

TEST_F(VqaNotify, WorksAgainAfterAStop) {
  const gst::Pad sink = pad("sink_0");
  Feeder feeder(sink.get());
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(start());
    feeder.start();
    EXPECT_TRUE(feeder.send(incident(Phase::sample, 0, i * 1s)));
    EXPECT_TRUE(feeder.end());
    stop();
    EXPECT_EQ(eos_count(), static_cast<std::size_t>(i));
    EXPECT_EQ(stats().delivered, 1U) << "counts are those of the last run";
    EXPECT_EQ(objects().size(), static_cast<std::size_t>(i));
  }
}

TEST_F(VqaNotify, WritesToSeveralTargets) {
  const std::string second = dir_.path("second file.jsonl");
  const gst::Chars uri(g_filename_to_uri(second.c_str(), nullptr, nullptr));
  g_object_set(element_.get(), "targets", ("file:" + file_ + " " + uri.get()).c_str(), nullptr);
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  feeder.send(incident(Phase::sample, 0, 3s));
  stop();
  const auto first = objects(), other = read_objects(second);
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(other.size(), 1U);
  EXPECT_EQ(other[0].at("id"), first[0].at("id"));
  EXPECT_EQ(other[0].at("data"), first[0].at("data"));
}

// --- Targets that do not work -------------------------------------------------------------------

TEST_F(VqaNotify, WarnsWhenAFileCannotBeWrittenAndGoesOn) {
  g_object_set(element_.get(), "targets", "file:/nowhere/at/all.jsonl", nullptr);
  const gst::Pad sink = pad("sink_0"), src = pad("src_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  Catcher catcher(src.get());
  feeder.start();
  feeder.send(incident(Phase::begin, 1, 3s));
  ASSERT_NE(bus_.wait_for(GST_MESSAGE_WARNING), nullptr);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(feeder.push(gst_buffer_new()), GST_FLOW_OK);
  feeder.send(incident(Phase::end, 1, 4s));
  EXPECT_EQ(catcher.buffers.size(), 100U);
  stop();
  const auto warnings = bus_.texts(GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 2U) << testing::PrintToString(warnings);
  EXPECT_NE(warnings[0].find("/nowhere/at/all.jsonl"), std::string::npos) << warnings[0];
  EXPECT_NE(warnings[0].find("make its directory"), std::string::npos) << warnings[0];
  EXPECT_NE(warnings[1].find("4 notifications"), std::string::npos) << warnings[1];
  EXPECT_EQ(bus_.texts(GST_MESSAGE_ERROR), std::vector<std::string>{});
  EXPECT_EQ(stats().dropped, 4U) << "an incident, and that the stream ran";
}

TEST_F(VqaNotify, RefusesATargetThatItDoesNotKnow) {
  for (const char* bad : {"carrier-pigeon:home", "file:", "/just/a/path", "file://host/x"}) {
    bus_.clear();
    g_object_set(element_.get(), "targets", ("stdout: " + std::string(bad)).c_str(), nullptr);
    EXPECT_FALSE(start()) << bad;
    stop();
    const auto errors = bus_.texts(GST_MESSAGE_ERROR);
    ASSERT_EQ(errors.size(), 1U) << bad;
    const std::string named = std::string(bad).substr(0, std::string(bad).find(':'));
    EXPECT_NE(errors[0].find(named), std::string::npos) << errors[0];
    EXPECT_NE(errors[0].find("file:"), std::string::npos) << "no remedy: " << errors[0];
  }
  g_object_set(element_.get(), "targets", ("file:" + file_).c_str(), nullptr);
  EXPECT_TRUE(start()) << "after a refusal it can be put right";
}

TEST_F(VqaNotify, NeedsNoTarget) {
  g_object_set(element_.get(), "targets", "", nullptr);
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  EXPECT_TRUE(feeder.send(incident(Phase::begin, 1, 3s)));
  feeder.end();
  EXPECT_EQ(eos_count(), 1U);
}

}  // namespace vqanotify_test
}  // namespace vqa::test
