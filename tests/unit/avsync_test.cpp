// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/avsync.h"

#include <gtest/gtest.h>

#include "unit/avsync_programme.h"

namespace vqa::test {
namespace avsync_test {

Event only_offset(const Events& events) {
  const auto found = phase_of(events, Phase::begin, "offset");
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? Event{} : found[0];
}

TEST(AvSync, IsQuietInSync) {
  EXPECT_TRUE(judge({}).empty());
  EXPECT_TRUE(judge({.seconds = 40, .period = 2}).empty());
  EXPECT_TRUE(judge({.seconds = 40, .period = 2, .offset = 0.12}).empty());
  EXPECT_TRUE(judge({.seconds = 40, .period = 2, .offset = -0.04}).empty());
}

TEST(AvSync, TellsThatSoundIsLateOrEarly) {
  const Event late = only_offset(judge({.period = 2, .offset = 0.15}));
  EXPECT_NEAR(late.value, 150, 0.1);
  EXPECT_EQ(late.severity, Severity::warning);
  EXPECT_EQ(late.threshold, 125);
  EXPECT_EQ(late.unit, "ms");
  EXPECT_EQ(text_detail(late, "words"), "sound late by 150 ms");
  EXPECT_EQ(text_detail(late, "source"), "markers");
  EXPECT_NEAR(number_detail(late, "offset_markers"), 150, 0.1);
  EXPECT_LE(late.start, 5s);

  const Event early = only_offset(judge({.period = 2, .offset = -0.06}));
  EXPECT_NEAR(early.value, -60, 0.1);
  EXPECT_EQ(early.threshold, -45);
  EXPECT_EQ(text_detail(early, "words"), "sound early by 60 ms");
}

TEST(AvSync, IsCriticalWhereNobodyAcceptsIt) {
  EXPECT_EQ(only_offset(judge({.period = 2, .offset = 0.19})).severity, Severity::critical);
  EXPECT_EQ(only_offset(judge({.period = 2, .offset = -0.1})).severity, Severity::critical);
}

TEST(AvSync, KeepsToItsLimits) {
  const AvSyncConfig strict{.early_limit = 15ms, .late_limit = 45ms, .late_critical = 50ms};
  EXPECT_EQ(only_offset(judge({.period = 2, .offset = 0.048}, strict)).severity, Severity::warning);
  EXPECT_EQ(only_offset(judge({.period = 2, .offset = 0.06}, strict)).severity, Severity::critical);
  const AvSyncConfig early{.early_limit = 15ms, .early_critical = 30ms};
  EXPECT_EQ(only_offset(judge({.period = 2, .offset = -0.02}, early)).severity, Severity::warning);
  EXPECT_EQ(only_offset(judge({.period = 2, .offset = -0.04}, early)).severity, Severity::critical);
}

TEST(AvSync, FindsTheSameWhicheverSideComesFirst) {
  const NotedProgramme programme{.period = 2, .offset = 0.3};
  const Events expected = judge(programme);
  EXPECT_EQ(expected.size(), 2U);
  for (const double ahead : {-2.0, -0.5, 0.5, 2.0})
    EXPECT_EQ(judge(programme, {}, ahead), expected);
}

TEST(AvSync, EndsWhatIsOpenWithTheStream) {
  const Events ends = phase_of(judge({.period = 2, .offset = 0.3}), Phase::end, "offset");
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(text_detail(ends[0], "reason"), "eos");
}

TEST(AvSync, SamplesSayWhatIsKnown) {
  const auto samples = phase_of(judge({.seconds = 30, .period = 2, .offset = 0.1}, {}, 0, true),
                                Phase::sample, "offset");
  ASSERT_EQ(samples.size(), 301U);  // at the very end too
  EXPECT_EQ(samples[0].running_time, 0s);
  EXPECT_EQ(samples[1].running_time, 100ms);
  EXPECT_EQ(samples[0].confidence, 0);
  EXPECT_EQ(text_detail(samples[20], "reason"), "nothing to go by");
  EXPECT_NEAR(samples.back().value, 100, 0.1);
  EXPECT_GT(samples.back().confidence, 0.9);
  EXPECT_GT(number_detail(samples.back(), "coverage"), 0.4);
  EXPECT_LT(number_detail(samples.back(), "coverage"), 0.7);
}

TEST(AvSync, SaysWhichSideIsNotThere) {
  const auto silent = judge({.seconds = 70, .sound_until = 0}, {}, 0, true);
  ASSERT_GT(silent.size(), 50U);
  EXPECT_EQ(text_detail(silent[20], "reason"), "no sound");
  const auto blind = judge({.seconds = 70, .picture_until = 0}, {}, 0, true);
  ASSERT_GT(blind.size(), 50U);
  EXPECT_EQ(text_detail(blind[20], "reason"), "no picture");
}

TEST(AvSync, TellsThatOneSideStops) {
  for (const bool sound : {true, false}) {
    NotedProgramme programme{.seconds = 20};
    (sound ? programme.sound_until : programme.picture_until) = 10;
    const auto begins = phase_of(judge(programme), Phase::begin, "stop");
    ASSERT_EQ(begins.size(), 1U);
    EXPECT_EQ(text_detail(begins[0], "side"), sound ? "sound" : "picture");
    EXPECT_NEAR(std::chrono::duration<double>(begins[0].start).count(), 10, 0.3);
    EXPECT_LE(begins[0].running_time, 11500ms);
    const auto updates = phase_of(judge(programme), Phase::update, "stop");
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_EQ(updates[0].severity, Severity::critical);
  }
  EXPECT_TRUE(judge({.seconds = 20, .sound_until = 10}, {.stop_duration = 15s}).empty());
}

TEST(AvSync, DoesNotBlameASideThatIsHeldUp) {
  AvSync avsync;
  Events events;
  const NotedProgramme programme{.seconds = 30, .sound_until = 10};
  for (const auto& note : programme.sounds()) avsync.take(note, false, events);
  for (const auto& note : programme.pictures()) avsync.take(note, true, events);
  EXPECT_TRUE(events.empty());
}

TEST(AvSync, TakesAHoleInBothForNoStop) {
  const auto hole = [](double time) { return time < 10 ? 0.0 : 6.0; };
  const Events events = judge({.seconds = 20, .picture_stamp = hole, .sound_stamp = hole});
  EXPECT_TRUE(phase_of(events, Phase::begin, "stop").empty());
  EXPECT_EQ(phase_of(events, Phase::begin, "gap").size(), 2U);
}

}  // namespace avsync_test
}  // namespace vqa::test
