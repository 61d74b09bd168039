// SPDX-License-Identifier: LGPL-2.1-or-later
// What vqaavsync owes to the two streams that pass through it: as the contracts of elements with
// one.
#include <atomic>
#include <thread>

#include "elements/two_sides.h"

namespace vqa::test {
namespace vqaavsync_contract_test {

void expect_same(Lane& lane, gst::Buffer in, bool shared) {
  GstBuffer* const address = in.get();
  const auto flags = GST_BUFFER_FLAGS(address);
  const auto pts = GST_BUFFER_PTS(address);
  const std::string was = checksum(address);
  GstMemory* const memory = gst_buffer_peek_memory(address, 0);
  const gst::Buffer mine(shared ? gst_buffer_ref(address) : nullptr);
  ASSERT_EQ(lane.push(std::move(in)), GST_FLOW_OK);
  const gst::Buffer out = lane.try_pull();
  ASSERT_EQ(out.get(), address);
  EXPECT_EQ(gst_buffer_peek_memory(out.get(), 0), memory);
  EXPECT_EQ(GST_BUFFER_FLAGS(out.get()), flags);
  EXPECT_EQ(GST_BUFFER_PTS(out.get()), pts);
  EXPECT_EQ(checksum(out.get()), was);
}

TEST(AvSyncContract, PassesTheSameBuffers) {
  for (const bool shared : {false, true}) {
    for (const auto flag : {GstBufferFlags(0), GST_BUFFER_FLAG_GAP, GST_BUFFER_FLAG_DISCONT,
                            GST_BUFFER_FLAG_CORRUPTED, GST_BUFFER_FLAG_DROPPABLE}) {
      BothSides both;
      for (guint i = 0; i < 4; ++i) {
        gst::Buffer picture = BothSides::picture_at(i * BothSides::kFrame);
        gst::Buffer sound = BothSides::sound_at(i * BothSides::kPiece);
        GST_BUFFER_FLAG_SET(picture.get(), flag);
        GST_BUFFER_FLAG_SET(sound.get(), flag);
        expect_same(both.picture(), std::move(picture), shared);
        expect_same(both.sound(), std::move(sound), shared);
      }
    }
  }
}

TEST(AvSyncContract, PassesBufferLists) {
  BothSides both;
  for (const bool sound : {false, true}) {
    Lane& lane = sound ? both.sound() : both.picture();
    GstBufferList* list = gst_buffer_list_new();
    std::vector<GstBuffer*> in;
    for (guint i = 0; i < 5; ++i) {
      gst::Buffer buffer = sound ? BothSides::sound_at(i * BothSides::kPiece)
                                 : BothSides::picture_at(i * BothSides::kFrame);
      in.push_back(buffer.get());
      gst_buffer_list_add(list, buffer.release());
    }
    ASSERT_EQ(gst_pad_push_list((*lane)->srcpad, list), GST_FLOW_OK);
    for (GstBuffer* buffer : in) EXPECT_EQ(lane.try_pull().get(), buffer);
  }
}

TEST(AvSyncContract, NeverWaitsForTheOtherSide) {
  BothSides seen, heard;
  seen.show(0, 20 * GST_SECOND);
  heard.play(0, 20 * GST_SECOND);
  for (BothSides* alone : {&seen, &heard}) {
    alone->end();
    EXPECT_EQ(to_text(alone->bus().events()), "");
  }
}

TEST(AvSyncContract, KeepsNoBuffer) {
  int alive = 0;
  const auto gone = [](gpointer count, GstMiniObject*) { --*static_cast<int*>(count); };
  BothSides both;
  for (guint i = 0; i < 100; ++i) {
    gst::Buffer picture = BothSides::picture_at(i * BothSides::kFrame);
    gst::Buffer sound = BothSides::sound_at(i * BothSides::kPiece);
    for (GstBuffer* buffer : {picture.get(), sound.get()})
      gst_mini_object_weak_ref(GST_MINI_OBJECT(buffer), gone, &alive);
    alive += 2;
    both.picture().push(std::move(picture));
    both.sound().push(std::move(sound));
    both.picture().try_pull();
    both.sound().try_pull();
    ASSERT_EQ(alive, 0);
  }
}

TEST(AvSyncContract, GoesOnWhenOneSideEndsEarly) {
  for (const bool sound_first : {true, false}) {
    BothSides both;
    both.run(0, GST_SECOND);
    Lane& first = sound_first ? both.sound() : both.picture();
    ASSERT_TRUE(first.push_event(gst_event_new_eos()));
    GstEventType last{};
    first.take_events(&last);
    EXPECT_EQ(last, GST_EVENT_EOS);
    if (sound_first)
      both.show(GST_SECOND, 20 * GST_SECOND);
    else
      both.play(GST_SECOND, 20 * GST_SECOND);
    both.end();
    EXPECT_EQ(to_text(both.bus().events()), "");
  }
}

// Caps, allocation and latency of one stream are nothing to the other.
TEST(AvSyncContract, KeepsTheStreamsApart) {
  BothSides both;
  for (const auto& [name, media] : {std::pair{"vsink", "video/x-raw"}, {"asink", "audio/x-raw"}}) {
    const gst::Pad pad(gst_element_get_static_pad(both.element(), name));
    const gst::Caps caps(gst_pad_query_caps(pad.get(), nullptr));
    ASSERT_GE(gst_caps_get_size(caps.get()), 1U);
    EXPECT_TRUE(gst_structure_has_name(gst_caps_get_structure(caps.get(), 0), media));
    GstIterator* links = gst_pad_iterate_internal_links(pad.get());
    GValue linked = G_VALUE_INIT;
    ASSERT_EQ(gst_iterator_next(links, &linked), GST_ITERATOR_OK);
    EXPECT_EQ(GST_OBJECT_NAME(g_value_get_object(&linked))[0], name[0]);
    g_value_unset(&linked);
    EXPECT_EQ(gst_iterator_next(links, &linked), GST_ITERATOR_DONE);
    gst_iterator_free(links);
  }
}

// --- Ends of incidents --------------------------------------------------------------------------

void expect_one_end(BothSides& both, const std::string& reason) {
  const auto events = both.bus().events();
  EXPECT_EQ(of_phase(events, Phase::begin).size(), 1U) << to_text(events);
  expect_ended(events, reason);
}

TEST(AvSyncContract, EndsIncidentsBeforeTheEndOfTheStream) {
  BothSides both;
  both.gap();
  both.sound().take_events();
  both.sound().push_event(gst_event_new_eos());
  expect_one_end(both, "eos");
  GstEventType last{};
  EXPECT_EQ(both.sound().take_events(&last).size(), 1U);
  EXPECT_EQ(last, GST_EVENT_EOS);
}

TEST(AvSyncContract, EndsIncidentsAtAFlush) {
  BothSides both;
  both.gap();
  both.sound().flush();
  expect_one_end(both, "flush");
  both.play(0, GST_SECOND);
}

TEST(AvSyncContract, EndsIncidentsWhenTheCapsChange) {
  BothSides both;
  both.gap();
  both.sound().set_caps(audio_caps({}));
  EXPECT_EQ(both.bus().events().size(), 1U) << "the same caps again mean nothing";
  both.sound().set_caps(audio_caps({.rate = 48000}));
  expect_one_end(both, "caps");
}

TEST(AvSyncContract, EndsIncidentsWhereTimeJumpsBack) {
  BothSides both;
  both.gap();
  both.play(0, GST_SECOND);
  expect_one_end(both, "discontinuity");
}

TEST(AvSyncContract, EndsIncidentsAtShutdownAndStartsAfresh) {
  BothSides both;
  both.gap();
  both.stop();
  expect_one_end(both, "shutdown");
  gst_element_set_state(both.element(), GST_STATE_PLAYING);
  for (Lane* lane : {&both.picture(), &both.sound()}) {
    lane->push_event(gst_event_new_stream_start("again"));
    lane->push_event(
        gst_event_new_caps((lane == &both.picture() ? video_caps({}) : audio_caps({})).get()));
    lane->segment({});
  }
  both.bus().clear();
  both.gap();
  both.end();
  expect_one_end(both, "eos");
}

// --- Events -------------------------------------------------------------------------------------

TEST(AvSyncContract, TellsTheBusAndTheStreamTheSame) {
  BothSides both([](GstElement* element) {
    g_object_set(element, "sample-interval", guint64{GST_SECOND / 5}, "label", "sky", nullptr);
  });
  both.gap();
  both.end();
  std::vector<std::string> posted;
  for (const auto& structure : both.bus().event_structures())
    posted.emplace_back(gst::Chars(gst_structure_to_string(structure.get())).get());
  std::vector<std::string> sent = both.picture().take_events();
  const auto more = both.sound().take_events();
  sent.insert(sent.end(), more.begin(), more.end());
  ASSERT_GT(posted.size(), 10U);
  std::sort(posted.begin(), posted.end());
  std::sort(sent.begin(), sent.end());
  EXPECT_EQ(sent, posted);
  for (const auto& event : both.bus().events()) {
    EXPECT_EQ(event.label, "sky");
    EXPECT_EQ(event.detector, "avsync");
  }
}

TEST(AvSyncContract, SamplesAtTheIntervalThatItIsTold) {
  BothSides both([](GstElement* element) {
    g_object_set(element, "sample-interval", guint64{GST_SECOND / 5}, nullptr);
  });
  both.run(0, 4 * GST_SECOND);
  both.end();
  const auto samples = of_phase(both.bus().events(), Phase::sample);
  ASSERT_EQ(samples.size(), 21U);  // at the very end too
  for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_EQ(samples[i].running_time, i * 200ms);
}

TEST(AvSyncContract, TellsTimesOfSegmentsRight) {
  BothSides both;
  for (Lane* lane : {&both.picture(), &both.sound()}) {
    lane->segment({.start = 10 * GST_SECOND, .base = 5 * GST_SECOND, .time = 100 * GST_SECOND});
  }
  both.run(10 * GST_SECOND, 12 * GST_SECOND);
  both.play(12100 * GST_MSECOND, 13 * GST_SECOND);
  const auto events = both.bus().events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].start, 7s);
  EXPECT_EQ(events[0].running_time, 7100ms);
  EXPECT_EQ(events[0].timestamp, 12100ms);
  EXPECT_EQ(events[0].stream_time, 102100ms);
}

TEST(AvSyncContract, IgnoresWhatLiesOutsideOfTheSegment) {
  BothSides both;
  for (Lane* lane : {&both.picture(), &both.sound()}) lane->segment({.start = 3600 * GST_SECOND});
  both.gap();
  both.end();
  EXPECT_EQ(to_text(both.bus().events()), "");
}

// --- Properties ---------------------------------------------------------------------------------

TEST(AvSyncContract, RefusesToStartWithABadMask) {
  GstElement* made = gst_element_factory_make("vqaavsync", nullptr);
  const gst::Element element(static_cast<GstElement*>(gst_object_ref_sink(made)));
  BusLog bus;
  gst_element_set_bus(made, bus.bus());
  g_object_set(made, "mask", "1,2,three,4", nullptr);
  EXPECT_EQ(gst_element_set_state(made, GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  EXPECT_EQ(bus.texts(GST_MESSAGE_ERROR).size(), 1U);
  gst_element_set_state(made, GST_STATE_NULL);
  gst_element_set_bus(made, nullptr);
}

TEST(AvSyncContract, LetsOtherThreadsSetItsPropertiesAndStreamsFlowTogether) {
  BothSides both;
  std::atomic<bool> done = false;
  std::thread setter([element = both.element(), &done] {
    for (int round = 0; round < 20 || !done; ++round) {
      g_object_set(element, "label", round % 2 == 0 ? "a" : "another and longer name", "mask",
                   round % 2 == 0 ? "0,0,50%,50%" : "", "min-gap", guint64{20 * GST_MSECOND},
                   "profile", round % 3, "sample-interval", guint64{GST_SECOND / 5}, nullptr);
    }
  });
  std::thread listener([&both] {
    for (guint i = 0; i < 20; ++i)
      both.play(i * GST_SECOND + i * 50 * GST_MSECOND, (i + 1) * GST_SECOND);
  });
  both.show(0, 20 * GST_SECOND);
  listener.join();
  done = true;
  setter.join();
  both.end();
  const auto events = both.bus().events();
  EXPECT_FALSE(of_phase(events, Phase::begin).empty());
  expect_paired(events);
}

}  // namespace vqaavsync_contract_test
}  // namespace vqa::test
