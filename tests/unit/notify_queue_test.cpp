// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "notify/backoff.h"
#include "notify/incident_queue.h"
#include "support/fake_target.h"

namespace vqa {
namespace notify_queue_test {

using test::notice_of;

TEST(IncidentQueue, KeepsAPlaceForTheEndOfWhatItTook) {
  IncidentQueue queue(4);
  EXPECT_TRUE(queue.push(notice_of("begin 1", Phase::begin, "1")));
  EXPECT_TRUE(queue.push(notice_of("begin 2", Phase::begin, "2")));
  EXPECT_FALSE(queue.push(notice_of("begin 3", Phase::begin, "3"))) << "two ends are to come";
  EXPECT_FALSE(queue.push(notice_of("update 1", Phase::update, "1")));
  EXPECT_TRUE(queue.push(notice_of("end 1", Phase::end, "1")));
  EXPECT_TRUE(queue.push(notice_of("end 2", Phase::end, "2")));
  EXPECT_EQ(queue.size(), 4U);
  EXPECT_EQ(queue.dropped(), 2U);
}

TEST(IncidentQueue, WhatFollowsADroppedBeginIsDroppedAsWell) {
  IncidentQueue queue(2);
  queue.push(notice_of("begin 1", Phase::begin, "1"));
  queue.push(notice_of("begin 2", Phase::begin, "2"));
  queue.pop();
  queue.push(notice_of("end 1", Phase::end, "1"));
  queue.pop();
  EXPECT_FALSE(queue.push(notice_of("update 2", Phase::update, "2"))) << "there is room by now";
  EXPECT_FALSE(queue.push(notice_of("end 2", Phase::end, "2")));
  EXPECT_EQ(queue.dropped(), 3U);
  EXPECT_TRUE(queue.push(notice_of("begin 2", Phase::begin, "2"))) << "another one";
}

TEST(IncidentQueue, AnOfferThatIsNotTakenChangesNothing) {
  IncidentQueue queue(2);
  queue.push(notice_of("begin 1", Phase::begin, "1"));
  EXPECT_FALSE(queue.offer(notice_of("begin 2", Phase::begin, "2")));
  EXPECT_EQ(queue.dropped(), 0U);
  queue.pop();
  queue.push(notice_of("end 1", Phase::end, "1"));
  queue.pop();
  EXPECT_TRUE(queue.offer(notice_of("begin 2", Phase::begin, "2")));
}

TEST(IncidentQueue, ASampleThatIsUnderDeliveryMakesNoRoom) {
  IncidentQueue queue(1);
  queue.push(notice_of("sample", Phase::sample));
  queue.hold_front(true);
  EXPECT_FALSE(queue.push(notice_of("update", Phase::update)));
  queue.hold_front(false);
  EXPECT_TRUE(queue.push(notice_of("update", Phase::update)));
  EXPECT_EQ(*queue.front().json, "update");
  EXPECT_EQ(queue.dropped_samples(), 1U);
}

TEST(Backoff, DoublesUpToALimitAndIsNeverTheSame) {
  Backoff backoff(1);
  auto limit = Backoff::kFirst;
  for (int i = 0; i < 20; ++i) {
    const auto pause = backoff.next();
    EXPECT_GE(pause, limit / 2);
    EXPECT_LE(pause, limit);
    limit = std::min(limit * 2, Backoff::kLongest);
  }
  EXPECT_EQ(limit, Backoff::kLongest);
  EXPECT_NE(backoff.next(), backoff.next()) << "no jitter";
  backoff.reset();
  EXPECT_LE(backoff.next(), Backoff::kFirst);
}

TEST(Backoff, WaitsAsLongAsTheReceiverAsksForWithinReason) {
  using std::chrono::hours;
  using std::chrono::seconds;
  Backoff backoff(1);
  EXPECT_EQ(backoff.next(seconds(7)), seconds(7));
  EXPECT_EQ(backoff.next(hours(24 * 365)), Backoff::kLongestAskedFor);
}

}  // namespace notify_queue_test
}  // namespace vqa
