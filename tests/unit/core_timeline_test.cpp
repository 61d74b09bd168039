// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "core/timeline.h"

namespace vqa {
namespace core_timeline_test {

constexpr Time kFrame = 40ms;

void expect_step(const Timeline::Step& step, Time time, bool jumped_back = false) {
  EXPECT_EQ(step.time, time);
  EXPECT_EQ(step.jumped_back, jumped_back);
}

TEST(Timeline, TakesGoodStampsAsTheyAre) {
  Timeline timeline;
  expect_step(timeline.advance(5s, kFrame), 5s);
  expect_step(timeline.advance(5s + 40ms, kFrame), 5s + 40ms);
  expect_step(timeline.advance(5s + 41ms, kFrame), 5s + 41ms);
}

TEST(Timeline, BeginsAtZeroWithoutAnyStamp) {
  Timeline timeline;
  expect_step(timeline.advance(std::nullopt, kFrame), 0ms);
  expect_step(timeline.advance(std::nullopt, kFrame), 40ms);
  expect_step(timeline.advance(std::nullopt, kFrame), 80ms);
}

TEST(Timeline, FillsInMissingStampsWithTheIntervalOfTheFrameBefore) {
  Timeline timeline;
  timeline.advance(1s, 20ms);
  expect_step(timeline.advance(std::nullopt, 50ms), 1020ms);
  expect_step(timeline.advance(std::nullopt, 20ms), 1070ms);
  expect_step(timeline.advance(2s, 20ms), 2s);
}

TEST(Timeline, StandsStillWithoutStampsAndIntervals) {
  Timeline timeline;
  timeline.advance(1s, 0ms);
  expect_step(timeline.advance(std::nullopt, 0ms), 1s);
  expect_step(timeline.advance(std::nullopt, 0ms), 1s);
}

TEST(Timeline, ASmallStepBackIsJitter) {
  Timeline timeline;
  timeline.advance(10s, kFrame);
  expect_step(timeline.advance(10s - 40ms, kFrame), 10s);
  expect_step(timeline.advance(9s, kFrame), 10s);  // just so
  expect_step(timeline.advance(10s + 40ms, kFrame), 10s + 40ms);
}

TEST(Timeline, ALargeStepBackIsAJump) {
  Timeline timeline;
  timeline.advance(10s, kFrame);
  expect_step(timeline.advance(9s - 1ns, kFrame), 9s - 1ns, true);
  expect_step(timeline.advance(9s + 40ms, kFrame), 9s + 40ms);
  expect_step(timeline.advance(0s, kFrame), 0s, true);
}

TEST(Timeline, ALargeStepForwardIsATimeLikeAnyOther) {
  Timeline timeline;
  timeline.advance(1s, kFrame);
  expect_step(timeline.advance(1h, kFrame), 1h);
}

TEST(Timeline, ForgetsAllWhenReset) {
  Timeline timeline;
  timeline.advance(10s, kFrame);
  timeline.reset();
  expect_step(timeline.advance(2s, kFrame), 2s);
  timeline.reset();
  expect_step(timeline.advance(std::nullopt, kFrame), 0s);
}

}  // namespace core_timeline_test
}  // namespace vqa
