// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "audio/sample_clock.h"

namespace vqa {
namespace audio_clock_test {

TEST(SampleClock, CountsSamples) {
  SampleClock clock;
  clock.restart(44100);
  EXPECT_EQ(clock.align(5s), 0s);
  for (int i = 0; i < 100; ++i) clock.count(441);
  EXPECT_EQ(clock.now(), 6s);
  for (int day = 0; day < 100; ++day) clock.count(std::int64_t{44100} * 86400);
  EXPECT_EQ(clock.now(), 6s + 100 * 86400s) << "no overflow";
}

TEST(SampleClock, TakesNoNoticeOfJitter) {
  SampleClock clock;
  clock.restart(48000);
  clock.align(0s);
  for (int i = 1; i < 1000; ++i) {
    clock.count(480);
    EXPECT_EQ(clock.align(i * 10ms + (i % 2 == 0 ? 900us : -900us)), 0s);
    EXPECT_EQ(clock.now(), i * 10ms);
  }
}

TEST(SampleClock, FollowsAClockThatRunsFaster) {
  SampleClock clock;
  clock.restart(48000);
  clock.align(0s);
  Time stamp{};
  for (int i = 1; i < 20000; ++i) {  // 200 s, 300 ppm: 60 ms in all
    clock.count(480);
    stamp += 10003us;
    EXPECT_EQ(clock.align(stamp), 0s) << i;
  }
  EXPECT_LT(stamp - clock.now(), 5ms);
}

TEST(SampleClock, JumpsWhereSoundIsMissing) {
  SampleClock clock;
  clock.restart(48000);
  clock.align(0s);
  clock.count(48000);
  EXPECT_EQ(clock.align(3s), 2s);
  EXPECT_EQ(clock.now(), 3s);
  EXPECT_EQ(clock.align(1s), -2s) << "played again from an earlier point";
  EXPECT_EQ(clock.now(), 1s);
}

TEST(SampleClock, NeverGoesBackALittle) {
  SampleClock clock;
  clock.restart(48000);
  clock.align(0s);
  Time last{};
  for (int i = 1; i < 200; ++i) {
    clock.count(960);
    clock.align(i * 20ms - (i > 50 ? 500ms : 0ms));
    EXPECT_GT(clock.now(), last);
    last = clock.now();
  }
}

}  // namespace audio_clock_test
}  // namespace vqa
