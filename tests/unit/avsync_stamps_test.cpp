// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <random>

#include "unit/avsync_programme.h"

namespace vqa::test {
namespace avsync_stamps_test {

double seconds_of(Time time) { return std::chrono::duration<double>(time).count(); }

Events gaps(const NotedProgramme& programme, const AvSyncConfig& config = {}) {
  return phase_of(judge(programme, config), Phase::begin, "gap");
}

TEST(AvSyncStamps, FindsEachJumpOfTheSoundToTheMillisecond) {
  for (const double size : {0.02, 0.021, 0.04, 0.15, 1.0, 5.0, -0.02, -0.035, -0.4}) {
    const auto found = gaps({.sound_stamp = [size](double time) { return time < 10 ? 0 : size; }});
    ASSERT_EQ(found.size(), 1U) << size;
    EXPECT_NEAR(found[0].value, size * 1000, 0.1);
    EXPECT_EQ(text_detail(found[0], "side"), "sound");
    EXPECT_NEAR(seconds_of(found[0].start), 10 + std::min(size, 0.0), 0.03);
    EXPECT_EQ(found[0].severity,
              std::abs(size) >= 1 && size > 0 ? Severity::critical : Severity::warning);
  }
}

TEST(AvSyncStamps, FindsEachJumpOfThePicture) {
  for (const double fps : {24.0, 25.0, 30000 / 1001.0, 50.0, 60000 / 1001.0}) {
    for (const double size : {0.02, 0.04, 0.3, -0.02}) {
      const auto found =
          gaps({.fps = fps, .picture_stamp = [size](double time) { return time < 10 ? 0 : size; }});
      ASSERT_EQ(found.size(), 1U) << size << " at " << fps;
      EXPECT_NEAR(found[0].value, size * 1000, 0.1);
      EXPECT_EQ(text_detail(found[0], "side"), "picture");
      EXPECT_EQ(found[0].severity, size >= 0.2 ? Severity::warning : Severity::info);
    }
  }
}

TEST(AvSyncStamps, SaysItInWords) {
  const auto hole = gaps({.sound_stamp = [](double time) { return time < 5 ? 0 : 0.12; }});
  EXPECT_EQ(text_detail(hole.at(0), "words"), "sound missing for 120 ms");
  const auto overlap = gaps({.sound_stamp = [](double time) { return time < 5 ? 0 : -0.12; }});
  EXPECT_EQ(text_detail(overlap.at(0), "words"), "sound overlaps by 120 ms");
}

TEST(AvSyncStamps, TakesJumpsThatFollowEachOtherForOneIncident) {
  const auto stairs = [](double time) { return 0.03 * std::floor(std::min(time, 10.0)); };
  const auto events = judge({.sound_stamp = stairs});
  EXPECT_EQ(phase_of(events, Phase::begin, "gap").size(), 1U);
  const auto ends = phase_of(events, Phase::end, "gap");
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(text_detail(ends[0], "reason"), "cleared");
  EXPECT_NEAR(number_detail(ends[0], "sum"), 300, 1);
}

TEST(AvSyncStamps, ToleratesRoundingJitterAndRhythms) {
  const auto rounded = [](double time) { return std::round(time * 1000) / 1000 - time; };
  EXPECT_TRUE(
      judge({.fps = 60000 / 1001.0, .picture_stamp = rounded, .sound_stamp = rounded}).empty());
  std::mt19937 random(1);
  std::uniform_real_distribution<double> jitter(-0.012, 0.012);
  const auto shaken = [&](double) { return jitter(random); };
  EXPECT_TRUE(judge({.seconds = 60, .picture_stamp = shaken, .sound_stamp = shaken}).empty());
  // 24 pictures a second as if they were 30: two and three fields in turn.
  const auto pulldown = [](double time) { return std::lround(time * 24) % 2 != 0 ? 0.0083 : 0.0; };
  EXPECT_TRUE(judge({.fps = 24, .picture_stamp = pulldown}).empty());
}

TEST(AvSyncStamps, KeepsToItsLimits) {
  const auto step = [](double time) { return time < 10 ? 0 : 0.05; };
  EXPECT_TRUE(gaps({.sound_stamp = step}, {.min_gap = 60ms}).empty());
  EXPECT_EQ(gaps({.sound_stamp = step}, {.critical_gap = 50ms}).at(0).severity, Severity::critical);
}

TEST(AvSyncStamps, LetsLiveStreamsSettleFirst) {
  IncidentNumbers numbers;
  StampWatch watch("avsync", Side::sound, numbers);
  watch.set_live(true);
  Events events;
  Time time = 100s;
  const auto go_on = [&](int stamps) {
    for (int i = 0; i < stamps; ++i, time += 20ms)
      watch.take({.time = time, .duration = 20ms}, events);
  };
  go_on(30);
  time -= 37ms;
  go_on(200);
  EXPECT_TRUE(events.empty());
  time -= 37ms;
  go_on(5);
  EXPECT_EQ(phase_of(events, Phase::begin, "gap").size(), 1U);
  watch.finish("lost", events);
  events.clear();
  go_on(30);
  time -= 37ms;
  go_on(30);
  EXPECT_TRUE(events.empty()) << "it settles again after it was lost";
}

TEST(AvSyncStamps, WhatTheStreamAnnouncesIsInformation) {
  IncidentNumbers numbers;
  StampWatch watch("avsync", Side::sound, numbers);
  Events events;
  watch.take({0s, 20ms}, events);
  watch.announce(1s);
  watch.take({1s, 20ms}, events);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].severity, Severity::info);
  EXPECT_NEAR(events[0].value, 980, 0.1);
}

TEST(AvSyncDrift, IsFoundWithinAMinute) {
  for (const double ppm : {100.0, -100.0, 300.0}) {
    const auto found = phase_of(judge({.seconds = 60, .drift = ppm}), Phase::begin, "drift");
    ASSERT_EQ(found.size(), 1U) << ppm;
    EXPECT_NEAR(found[0].value, std::abs(ppm), 5);
    EXPECT_EQ(text_detail(found[0], "words"), ppm > 0 ? "sound gets late" : "sound gets early");
    const double limit = ppm > 0 ? 0.125 : 0.045;
    EXPECT_NEAR(number_detail(found[0], "seconds_to_limit"), limit / std::abs(ppm) * 1e6, 200);
  }
}

TEST(AvSyncDrift, IsFoundInRoundedAndShakenStamps) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> jitter(-0.002, 0.002);
  const auto shaken = [&](double time) {
    return std::round((time + jitter(random)) * 1000) / 1000 - time;
  };
  const auto found =
      phase_of(judge({.seconds = 60, .drift = 100, .sound_stamp = shaken}), Phase::begin, "drift");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].value, 100, 15);
  EXPECT_TRUE(judge({.seconds = 120, .sound_stamp = shaken}).empty());
}

TEST(AvSyncDrift, KeepsToItsLimit) {
  EXPECT_TRUE(judge({.seconds = 60, .drift = 30}).empty());
  EXPECT_EQ(
      phase_of(judge({.seconds = 60, .drift = 30}, {.drift_limit = 20}), Phase::begin, "drift")
          .size(),
      1U);
}

}  // namespace avsync_stamps_test
}  // namespace vqa::test
