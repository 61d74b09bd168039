// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "blockiness/loss_watch.h"

namespace vqa::test {
namespace blockiness_loss_watch_test {

Event loss(Phase phase, std::int64_t lost) {
  Event event;
  event.detector = "transport";
  event.kind = "loss";
  event.phase = phase;
  event.severity = Severity::warning;
  event.details.emplace_back("cause", std::string("continuity"));
  event.details.emplace_back("lost", lost);
  return event;
}

TEST(LossWatch, ALossCountsWhileItIsOnAndALittleLonger) {
  LossWatch watch;
  watch.see(0ms);
  EXPECT_EQ(watch.odds(), 0);
  EXPECT_FALSE(watch.packets());
  watch.hear(loss(Phase::begin, 3));
  EXPECT_GT(watch.odds(), 1);
  EXPECT_EQ(watch.packets(), 3);
  watch.hear(loss(Phase::update, 30));
  for (Time time = 40ms; time < 3s; time += 40ms) watch.see(time);
  EXPECT_EQ(watch.packets(), 30);
  watch.hear(loss(Phase::end, 31));
  watch.see(3s);
  watch.see(3480ms);
  EXPECT_EQ(watch.packets(), 31);
  watch.see(3500ms);
  EXPECT_FALSE(watch.packets());
}

// What was lost shows at once, if at all; after that, the picture has to tell by itself.
TEST(LossWatch, ALossThatIsOverMakesDamageLessLikely) {
  LossWatch watch;
  watch.hear(loss(Phase::begin, 3));
  watch.see(0ms);
  const double losing = watch.odds();
  watch.see(2s);
  EXPECT_EQ(watch.odds(), losing);
  watch.hear(loss(Phase::end, 3));
  watch.see(2040ms);
  EXPECT_LT(watch.odds(), losing - 3);
  EXPECT_GT(watch.odds(), 0);
  watch.hear(loss(Phase::begin, 1));
  EXPECT_EQ(watch.odds(), losing);
}

TEST(LossWatch, TheNextLossBeginsBeforeTheLastIsForgotten) {
  LossWatch watch;
  watch.hear(loss(Phase::begin, 3));
  watch.hear(loss(Phase::end, 3));
  watch.see(0ms);
  watch.see(400ms);
  watch.hear(loss(Phase::begin, 5));
  watch.see(800ms);
  EXPECT_EQ(watch.packets(), 5);
}

TEST(LossWatch, OtherEventsAreOfNoInterest) {
  LossWatch watch;
  watch.hear(loss(Phase::sample, 3));
  Event other = loss(Phase::begin, 3);
  other.kind = "psi";
  watch.hear(other);
  other = loss(Phase::begin, 3);
  other.detector = "freeze";
  watch.hear(other);
  EXPECT_EQ(watch.odds(), 0);
}

// Packets of data are missing: that says nothing about the picture.
TEST(LossWatch, ALossThatIsInformationIsOfNoInterest) {
  LossWatch watch;
  Event data = loss(Phase::begin, 3);
  data.severity = Severity::info;
  watch.hear(data);
  EXPECT_EQ(watch.odds(), 0);
  EXPECT_FALSE(watch.packets());
  watch.hear(loss(Phase::update, 30));
  EXPECT_EQ(watch.packets(), 30);
}

TEST(LossWatch, AMissingPictureMakesDamageMoreLikely) {
  LossWatch watch;
  Time time{};
  for (; time < 1s; time += 40ms) watch.see(time);
  EXPECT_EQ(watch.odds(), 0);
  watch.see(time += 40ms);
  EXPECT_GT(watch.odds(), 0);
  EXPECT_FALSE(watch.packets());
  const Time missing = time;
  while (time < missing + 480ms) watch.see(time += 40ms);
  EXPECT_GT(watch.odds(), 0);
  watch.see(time += 40ms);
  EXPECT_EQ(watch.odds(), 0);
}

TEST(LossWatch, PicturesThatComeAtAnotherRateAreNotMissing) {
  LossWatch watch;
  Time time{};
  for (int i = 0; i < 20; ++i) watch.see(time += 20ms);
  for (int i = 0; i < 40; ++i) watch.see(time += 40ms);
  EXPECT_EQ(watch.odds(), 0);
}

TEST(LossWatch, Forgets) {
  LossWatch watch;
  watch.hear(loss(Phase::begin, 3));
  watch.forget();
  EXPECT_EQ(watch.odds(), 0);
}

}  // namespace blockiness_loss_watch_test
}  // namespace vqa::test
