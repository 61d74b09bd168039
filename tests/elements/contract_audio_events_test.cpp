// SPDX-License-Identifier: LGPL-2.1-or-later
#include <atomic>
#include <map>
#include <thread>

#include "elements/contract_audio.h"

namespace vqa::test {
namespace contract_audio_events_test {

void clear_audio_stamps(std::vector<Event>& events) {
  for (auto& event : events) {
    event.stream_time.reset();
    event.timestamp.reset();
  }
}

void new_segment(Harness& harness, const std::function<void(GstSegment&)>& change = {}) {
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  if (change) change(segment);
  harness.push_event(gst_event_new_segment(&segment));
}

// --- Time ---------------------------------------------------------------------------------------

TEST_P(AudioContract, FillsInMissingTimes) {
  auto expected = events_of({.setup = sample_often});
  clear_audio_stamps(expected);
  EXPECT_EQ(to_text(events_of({.setup = sample_often, .timed = false})), to_text(expected));
}

TEST_P(AudioContract, DoesNotMindTimesInWholeMilliseconds) {
  auto expected = events_of({.setup = sample_often});
  Harness harness(GetParam(), sample_often);
  set_audio_caps(harness, {});
  for (std::size_t from = 0; from < sound_material().size(); from += 512) {
    const auto count = std::min<std::size_t>(512, sound_material().size() - from);
    gst::Buffer buffer = audio_buffer({}, std::span(sound_material()).subspan(from, count));
    GST_BUFFER_PTS(buffer.get()) = time_of(from, {}) / GST_MSECOND * GST_MSECOND;
    harness.push(std::move(buffer));
  }
  harness.push_event(gst_event_new_eos());
  EXPECT_EQ(to_text(harness.bus().events()), to_text(expected));
}

TEST_P(AudioContract, EndsIncidentsWhereTimeJumps) {
  for (const auto& [start, again] : {std::pair{0, 60}, {60, 0}}) {
    Harness harness(GetParam());
    set_audio_caps(harness, {});
    play_sounds(harness, {}, broken_sound(), start * GST_SECOND);
    play_sounds(harness, {}, broken_sound(), again * GST_SECOND);
    harness.push_event(gst_event_new_eos());
    const auto events = harness.bus().events();
    expect_paired(events);
    for (const auto& event : events) EXPECT_LT(event.duration, 4s) << to_text(events);
  }
}

TEST_P(AudioContract, TellsTimesOfSegmentsRight) {
  Harness harness(GetParam(), sample_often);
  set_audio_caps(harness, {});
  new_segment(harness, [](GstSegment& segment) {
    segment.rate = 2.0;
    segment.start = 10 * GST_SECOND;
    segment.time = 100 * GST_SECOND;
    segment.base = 5 * GST_SECOND;
  });
  play_sounds(harness, {}, silence_sounds({.before = 2, .silent = 6, .after = 2}), 10 * GST_SECOND);
  harness.push_event(gst_event_new_eos());
  const auto events = harness.bus().events();
  ASSERT_FALSE(events.empty());
  for (const auto& event : events) {
    ASSERT_TRUE(event.timestamp && event.stream_time) << to_line(event);
    EXPECT_EQ(event.running_time, (*event.timestamp - 10s) / 2 + 5s) << to_line(event);
    EXPECT_EQ(*event.stream_time, *event.timestamp + 90s);
    EXPECT_GE(event.start, 5s);
  }
}

TEST_P(AudioContract, IgnoresWhatLiesOutsideOfTheSegment) {
  Harness harness(GetParam(), sample_often);
  set_audio_caps(harness, {});
  new_segment(harness, [](GstSegment& segment) { segment.start = 3600 * GST_SECOND; });
  play_sounds(harness, {}, sound_material());
  EXPECT_EQ(to_text(harness.bus().events()), "");
}

TEST_P(AudioContract, CutsAtTheEndsOfTheSegment) {
  // One buffer of six seconds of which three are shown.
  const Sounds shown(sound_material().begin() + 8000, sound_material().begin() + 56000);
  auto expected = events_of({.sounds = &shown, .setup = sample_often});
  Harness harness(GetParam(), sample_often);
  set_audio_caps(harness, {});
  new_segment(harness, [](GstSegment& segment) {
    segment.start = segment.time = GST_SECOND / 2;
    segment.stop = GST_SECOND * 7 / 2;
  });
  play_sounds(harness, {}, sound_material(), 0, sound_material().size());
  harness.push_event(gst_event_new_eos());
  auto events = harness.bus().events();
  clear_audio_stamps(events);
  clear_audio_stamps(expected);
  EXPECT_EQ(to_text(events), to_text(expected));
}

// --- Ends of incidents --------------------------------------------------------------------------

TEST_P(AudioContract, EndsIncidentsAtAFlush) {
  Harness harness(GetParam());
  set_audio_caps(harness, {});
  play_sounds(harness, {}, broken_sound());
  harness.push_event(gst_event_new_flush_start());
  harness.push_event(gst_event_new_flush_stop(TRUE));
  const auto events = harness.bus().events();
  expect_ended(events, "flush");
  new_segment(harness);
  play_sounds(harness, {}, broken_sound());
  harness.push_event(gst_event_new_eos());
  const auto all = harness.bus().events();
  EXPECT_EQ(all.size(), 2 * events.size());
  expect_paired(all);
}

TEST_P(AudioContract, EndsIncidentsWhenTheCapsChange) {
  Harness harness(GetParam());
  set_audio_caps(harness, {});
  play_sounds(harness, {}, broken_sound());
  const auto before = harness.bus().events().size();
  harness.push_event(gst_event_new_caps(audio_caps({}).get()));
  EXPECT_EQ(harness.bus().events().size(), before) << "the same again is no change";
  set_audio_caps(harness, {.rate = 44100});
  expect_ended(harness.bus().events(), "caps");
  play_sounds(harness, {.rate = 44100}, broken_sound(), 3 * GST_SECOND);
}

TEST_P(AudioContract, EndsIncidentsBeforeTheEndOfTheStream) {
  Harness harness(GetParam(), sample_often);
  set_audio_caps(harness, {});
  play_sounds(harness, {}, broken_sound());
  harness.take_src_events();
  harness.push_event(gst_event_new_eos());
  expect_ended(harness.bus().events(), "eos");
  const auto seen = harness.take_src_events();
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back().type, GST_EVENT_EOS);
  EXPECT_EQ(seen.size(), of_phase(harness.bus().events(), Phase::end).size() + 1);
}

TEST_P(AudioContract, StartsAfreshAfterAShutdown) {
  const auto expected = events_of({.sounds = &broken_sound()});
  Harness harness(GetParam());
  for (int i = 0; i < 2; ++i) {
    gst_element_set_state(harness.element(), GST_STATE_PLAYING);
    harness.push_event(gst_event_new_stream_start("again"));
    set_audio_caps(harness, {});
    new_segment(harness);
    play_sounds(harness, {}, broken_sound());
    harness.stop();
  }
  const auto events = harness.bus().events();
  expect_ended(events, "shutdown");
  EXPECT_EQ(events.size(), 2 * expected.size());
}

// --- Events -------------------------------------------------------------------------------------

TEST_P(AudioContract, TellsTheBusAndTheStreamTheSame) {
  Harness harness(GetParam(), [](GstElement* element) {
    sample_often(element);
    g_object_set(element, "label", "sky 1/\xC3\xA9", nullptr);
    gst_object_set_name(GST_OBJECT(element), "watcher");
  });
  set_audio_caps(harness, {});
  play_sounds(harness, {}, sound_material());
  harness.push_event(gst_event_new_eos());
  std::vector<std::string> posted, sent;
  for (const auto& structure : harness.bus().event_structures())
    posted.emplace_back(gst::Chars(gst_structure_to_string(structure.get())).get());
  for (const auto& seen : harness.take_src_events())
    if (!seen.structure.empty()) sent.push_back(seen.structure);
  EXPECT_FALSE(posted.empty());
  EXPECT_EQ(sent, posted);
  for (const auto& event : harness.bus().events()) {
    EXPECT_EQ(event.label, "sky 1/\xC3\xA9");
    EXPECT_EQ(event.element, "watcher");
    EXPECT_EQ("vqa" + event.detector, GetParam());
  }
}

TEST_P(AudioContract, SamplesAtTheIntervalThatItIsTold) {
  std::map<std::string, std::vector<Time>> times;
  for (const auto& sample : of_phase(events_of({.setup = sample_often}), Phase::sample)) {
    times[sample.kind].push_back(sample.running_time);
    EXPECT_EQ(sample.incident, 0U);
  }
  ASSERT_FALSE(times.empty());
  for (const auto& [kind, at] : times) {
    ASSERT_EQ(at.size(), 30U) << kind;
    for (std::size_t i = 1; i < at.size(); ++i) EXPECT_EQ(at[i] - at[i - 1], 200ms) << kind;
  }
  EXPECT_EQ(to_text(of_phase(events_of({}), Phase::sample)), "");
}

TEST_P(AudioContract, ReportsTheSameWithAndWithoutSamples) {
  auto sampled = events_of({.setup = sample_often});
  std::erase_if(sampled, [](const Event& event) { return event.phase == Phase::sample; });
  EXPECT_EQ(to_text(sampled), log_of({}));
}

TEST_P(AudioContract, LetsOtherThreadsSetItsProperties) {
  Harness harness(GetParam());
  set_audio_caps(harness, {});
  std::atomic<bool> done = false;
  std::thread setter([element = harness.element(), &done] {
    guint count = 0;
    GParamSpec** specs = g_object_class_list_properties(G_OBJECT_GET_CLASS(element), &count);
    for (int round = 0; round < 20 || !done; ++round) {
      for (guint i = 0; i < count; ++i) {
        if (specs[i]->owner_type != G_OBJECT_TYPE(element)) continue;
        GValue value = G_VALUE_INIT;
        g_value_init(&value, specs[i]->value_type);
        g_param_value_set_default(specs[i], &value);
        g_object_set_property(G_OBJECT(element), specs[i]->name, &value);
        g_object_get_property(G_OBJECT(element), specs[i]->name, &value);
        g_value_unset(&value);
      }
    }
    g_free(specs);
  });
  for (guint i = 0; i < 5; ++i) play_sounds(harness, {}, sound_material(), i * 10 * GST_SECOND);
  done = true;
  setter.join();
  harness.push_event(gst_event_new_eos());
  expect_paired(harness.bus().events());
}

}  // namespace contract_audio_events_test
}  // namespace vqa::test
