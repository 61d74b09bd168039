// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "transport/stream_clock.h"

namespace vqa {
namespace transport_clock_test {

constexpr std::int64_t kMs = 27'000, kWrap = (std::int64_t{1} << 33) * 300;

TEST(StreamClock, KnowsNothingAtFirst) {
  StreamClock clock;
  EXPECT_EQ(clock.now(), std::nullopt);
  clock.stamp(std::nullopt);
  EXPECT_EQ(clock.now(), std::nullopt);
  EXPECT_FALSE(clock.stamped() || clock.in_piece());
}

TEST(StreamClock, GoesByTheProgrammeWhereBuffersHaveNoTime) {
  StreamClock clock;
  for (int i = 0; i < 100; ++i) clock.tick(256, 5000 * kMs + i * 40 * kMs, false);
  EXPECT_EQ(clock.now(), 3960ms);
}

TEST(StreamClock, GoesOnWhereTheClockOfTheProgrammeWraps) {
  StreamClock clock;
  for (int i = 0; i < 100; ++i) clock.tick(256, (kWrap - 1000 * kMs + i * 40 * kMs) % kWrap, false);
  EXPECT_EQ(clock.now(), 3960ms);
}

TEST(StreamClock, StandsWhereTheClockIsSetAnew) {
  StreamClock clock;
  clock.tick(256, 0, false);
  clock.tick(256, 40 * kMs, false);
  clock.tick(256, 7000 * kMs, true);  // the stream says so
  EXPECT_EQ(clock.now(), 40ms);
  clock.tick(256, 7040 * kMs, false);
  EXPECT_EQ(clock.now(), 80ms);
  for (const std::int64_t jump : {3'600'000, 1000}) {  // it does not
    clock.tick(256, jump * kMs, false);
    EXPECT_EQ(clock.now(), 80ms) << jump;
  }
  clock.tick(256, 1040 * kMs, false);
  EXPECT_EQ(clock.now(), 120ms);
}

TEST(StreamClock, FollowsOneProgrammeUntilThatIsGone) {
  StreamClock clock;
  clock.tick(256, 0, false);
  for (int i = 0; i < 50; ++i) clock.tick(512, 900'000 * kMs + i * 40 * kMs, false);
  EXPECT_EQ(clock.now(), 0ms);
  clock.tick(256, 2000 * kMs, false);
  EXPECT_EQ(clock.now(), 2s);
  for (int i = 0; i < 200; ++i) clock.tick(512, 900'000 * kMs + i * 40 * kMs, false);
  EXPECT_EQ(clock.now(), 2s + 100 * 40ms);
}

TEST(StreamClock, GoesByTheTimesOfBuffers) {
  StreamClock clock;
  clock.stamp(3s);
  clock.tick(256, 0, false);
  EXPECT_EQ(clock.now(), 3s);
  EXPECT_EQ(clock.stamp(3100ms).idle, 100ms);
  clock.tick(256, 400 * kMs, false);
  EXPECT_EQ(clock.now(), 3100ms);
  EXPECT_TRUE(clock.stamped());
  EXPECT_FALSE(clock.in_piece());
}

TEST(StreamClock, AddsTheClockOfTheProgrammeToTheTimeOfAPiece) {
  StreamClock clock;
  clock.stamp(6s);
  clock.tick(256, 0, false);
  clock.stamp(std::nullopt);
  clock.tick(256, 400 * kMs, false);
  EXPECT_FALSE(clock.in_piece()) << "a buffer here and there may have no time";
  clock.tick(256, 500 * kMs, false);
  EXPECT_TRUE(clock.in_piece());
  EXPECT_EQ(clock.now(), 6500ms);
  clock.stamp(12s);
  EXPECT_FALSE(clock.in_piece());
  EXPECT_EQ(clock.now(), 12s);
}

TEST(StreamClock, HoldsASmallStepBackAndTellsALargeOne) {
  StreamClock clock;
  clock.stamp(10s);
  EXPECT_FALSE(clock.stamp(9500ms).jumped_back);
  EXPECT_EQ(clock.now(), 10s);
  EXPECT_TRUE(clock.stamp(2s).jumped_back);
  EXPECT_EQ(clock.now(), 2s);
}

TEST(StreamClock, ForgetsTicksButNotTime) {
  StreamClock clock;
  clock.tick(256, 0, false);
  clock.tick(256, 100 * kMs, false);
  clock.forget_ticks();
  clock.tick(256, 5000 * kMs, false);
  EXPECT_EQ(clock.now(), 100ms);
}

}  // namespace transport_clock_test
}  // namespace vqa
