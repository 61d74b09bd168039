// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>

#include "notify/storm.h"

namespace vqa {
namespace notify_storm_test {

class StormTest : public testing::Test {
 protected:
  static Event event(Phase phase, std::uint64_t incident, std::string kind = "freeze") {
    Event event;
    event.label = "sky-1";
    event.detector = "freeze";
    event.kind = std::move(kind);
    event.element = "vqafreeze0";
    event.phase = phase;
    event.incident = incident;
    event.severity = Severity::warning;
    event.start = 1s;
    event.running_time = 1s + Time(incident);
    return event;
  }
  bool folds(Phase phase, std::uint64_t incident, std::string kind = "freeze") {
    return guard_.folds(event(phase, incident, std::move(kind)), now_, told_);
  }

  IncidentNumbers numbers_;
  StormGuard guard_{3, "vqanotify0", numbers_};
  StormGuard::Clock::time_point now_{};
  Events told_;
};

TEST_F(StormTest, TellsThatManyOneByOneAndOfTheRestOnce) {
  for (std::uint64_t i = 1; i <= 3; ++i) EXPECT_FALSE(folds(Phase::begin, i));
  EXPECT_TRUE(told_.empty());
  for (std::uint64_t i = 4; i <= 1003; ++i) EXPECT_TRUE(folds(Phase::begin, i));
  ASSERT_GE(told_.size(), 2U);
  EXPECT_LE(told_.size(), 11U) << "once, and each time that it doubled";
  const Event& begin = told_.front();
  EXPECT_EQ(begin.phase, Phase::begin);
  EXPECT_EQ(begin.detector + "/" + begin.kind, "notify/storm");
  EXPECT_EQ(begin.element, "vqanotify0");
  EXPECT_EQ(begin.label, "sky-1");
  EXPECT_EQ(begin.value, 1);
  EXPECT_EQ(begin.threshold, 3);
  EXPECT_EQ(begin.unit, "count");
  EXPECT_EQ(begin.details, (Details{{"of", std::string("freeze/freeze")}}));
  EXPECT_EQ(told_.back().phase, Phase::update);

  now_ += StormGuard::kWindow;
  told_.clear();
  guard_.tick(now_, told_);
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_EQ(told_[0].phase, Phase::end);
  EXPECT_EQ(told_[0].incident, begin.incident);
  EXPECT_EQ(told_[0].value, 1000);
}

TEST_F(StormTest, WhatWasToldAloneEndsAlone) {
  for (std::uint64_t i = 1; i <= 4; ++i) folds(Phase::begin, i);
  EXPECT_FALSE(folds(Phase::update, 1));
  EXPECT_FALSE(folds(Phase::end, 1));
  EXPECT_TRUE(folds(Phase::update, 4));
  EXPECT_TRUE(folds(Phase::end, 4));
}

TEST_F(StormTest, WhatOutlivesItsStormStillEndsUntold) {
  for (std::uint64_t i = 1; i <= 4; ++i) folds(Phase::begin, i);
  now_ += StormGuard::kWindow;
  guard_.tick(now_, told_);
  EXPECT_TRUE(folds(Phase::end, 4));
  EXPECT_FALSE(folds(Phase::begin, 5)) << "a new day";
}

TEST_F(StormTest, GoesOnAsLongAsIncidentsCome) {
  for (std::uint64_t i = 1; i <= 4; ++i) folds(Phase::begin, i);
  for (std::uint64_t i = 5; i <= 8; ++i) {
    now_ += StormGuard::kWindow / 2;
    guard_.tick(now_, told_);
    EXPECT_TRUE(folds(Phase::begin, i));
  }
  for (const Event& told : told_) EXPECT_NE(told.phase, Phase::end);
}

TEST_F(StormTest, KindsAreCountedApart) {
  for (std::uint64_t i = 1; i <= 3; ++i) {
    EXPECT_FALSE(folds(Phase::begin, i));
    EXPECT_FALSE(folds(Phase::begin, 10 + i, "stutter"));
  }
  EXPECT_TRUE(told_.empty());
}

TEST_F(StormTest, FewOverALongTimeAreNone) {
  for (std::uint64_t i = 1; i <= 100; ++i) {
    EXPECT_FALSE(folds(Phase::begin, i));
    now_ += StormGuard::kWindow / 3 + std::chrono::seconds(1);
  }
}

TEST_F(StormTest, TellsWhenItGetsWorse) {
  for (std::uint64_t i = 1; i <= 10; ++i) folds(Phase::begin, i);
  told_.clear();
  Event worse = event(Phase::update, 10);
  worse.severity = Severity::critical;
  guard_.folds(worse, now_, told_);
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_EQ(told_[0].severity, Severity::critical);
}

TEST_F(StormTest, SamplesAreNoStormAndALimitOfNothingIsNone) {
  for (std::uint64_t i = 1; i <= 100; ++i) EXPECT_FALSE(folds(Phase::sample, 0));
  StormGuard off(0, "vqanotify0", numbers_);
  for (std::uint64_t i = 1; i <= 100; ++i) {
    EXPECT_FALSE(off.folds(event(Phase::begin, i), now_, told_));
  }
  EXPECT_TRUE(told_.empty());
}

}  // namespace notify_storm_test
}  // namespace vqa
