// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "notify/courier.h"
#include "support/fake_target.h"

namespace vqa {
namespace notify_courier_test {

using test::FakeTarget;
using test::kAtMost;
using test::News;
using test::Receiver;
using Lines = std::vector<std::string>;
using Clock = Courier::Clock;

class CourierTest : public testing::Test {
 protected:
  std::unique_ptr<Courier> courier_of(std::size_t capacity) {
    return std::make_unique<Courier>(std::make_unique<FakeTarget>(receiver_), capacity,
                                     news_.tell());
  }
  static void put(Courier& courier, std::string line, bool is_sample = false) {
    courier.put(test::notice_of(std::move(line), is_sample ? Phase::sample : Phase::update));
  }
  // A courier whose first item is in the hands of a receiver that does not return.
  std::unique_ptr<Courier> busy_courier(std::size_t capacity, bool first_is_sample = false) {
    receiver_->hold();
    auto courier = courier_of(capacity);
    put(*courier, "first", first_is_sample);
    EXPECT_TRUE(receiver_->wait_for_tries(1));
    return courier;
  }

  News news_;  // outlives the couriers of a test
  std::shared_ptr<Receiver> receiver_ = std::make_shared<Receiver>();
};

TEST_F(CourierTest, AnExceptionOfATargetIsOneMoreFailure) {
  receiver_->throw_once();
  auto courier = courier_of(10);
  put(*courier, "a");
  ASSERT_TRUE(receiver_->wait_for_lines(1));
  courier->stop(Clock::now() + kAtMost);
  EXPECT_EQ(receiver_->lines(), Lines{"a"});
  ASSERT_EQ(news_.all().size(), 2U);
  EXPECT_NE(news_.all()[0].text.find("thrown"), std::string::npos);
  EXPECT_TRUE(news_.all()[1].works);
}

TEST_F(CourierTest, ACapacityOfNothingIsOne) {
  auto courier = courier_of(0);
  put(*courier, "a");
  EXPECT_TRUE(receiver_->wait_for_lines(1));
}

TEST_F(CourierTest, DeliversInOrder) {
  auto courier = courier_of(1000);
  Lines wanted;
  for (int i = 0; i < 500; ++i) {
    wanted.push_back(std::to_string(i));
    put(*courier, wanted.back(), i % 3 == 0);
  }
  EXPECT_TRUE(receiver_->wait_for_lines(500));
  EXPECT_EQ(receiver_->lines(), wanted);
  courier->stop(Clock::now() + kAtMost);
  const CourierCounts counts = courier->counts();
  EXPECT_EQ(counts.delivered, 500U);
  EXPECT_EQ(counts.dropped + counts.dropped_samples + counts.queued, 0U);
  EXPECT_TRUE(news_.all().empty()) << "a target that works is no news";
}

TEST_F(CourierTest, TriesAgainUntilItIsTaken) {
  receiver_->fail(3);
  auto courier = courier_of(10);
  put(*courier, "a");
  put(*courier, "b");
  EXPECT_TRUE(receiver_->wait_for_lines(2));
  EXPECT_EQ(receiver_->lines(), (Lines{"a", "b"}));
  EXPECT_TRUE(receiver_->wait_for_tries(5));
}

TEST_F(CourierTest, TellsOnceThatATargetFailsAndOnceThatItWorksAgain) {
  receiver_->fail(3);
  auto courier = courier_of(10);
  put(*courier, "a");
  ASSERT_TRUE(news_.wait_for(2));
  put(*courier, "b");
  ASSERT_TRUE(receiver_->wait_for_lines(2));
  receiver_->fail(1);
  put(*courier, "c");
  ASSERT_TRUE(news_.wait_for(4));
  courier->stop(Clock::now() + kAtMost);
  const auto news = news_.all();
  ASSERT_EQ(news.size(), 4U);
  for (const std::size_t failing : {0U, 2U}) {
    EXPECT_FALSE(news[failing].works);
    EXPECT_EQ(news[failing].text, "Cannot reach the fake (plug it in)");
    EXPECT_TRUE(news[failing + 1].works);
    EXPECT_FALSE(news[failing + 1].text.empty());
  }
}

TEST_F(CourierTest, SamplesMakeRoomForIncidents) {
  auto courier = busy_courier(3);
  put(*courier, "sample 1", true);
  put(*courier, "sample 2", true);
  EXPECT_EQ(courier->counts().queued, 3U);
  put(*courier, "sample 3", true);  // no room, and none is made for it
  EXPECT_EQ(courier->counts().dropped_samples, 1U);
  put(*courier, "incident 1");
  put(*courier, "incident 2");
  EXPECT_EQ(courier->counts().dropped_samples, 3U);
  EXPECT_EQ(courier->counts().dropped, 0U);
  put(*courier, "incident 3");  // incidents do not push each other out
  EXPECT_EQ(courier->counts().dropped, 1U);
  EXPECT_EQ(courier->counts().queued, 3U);

  receiver_->release();
  courier->stop(Clock::now() + kAtMost);
  EXPECT_EQ(receiver_->lines(), (Lines{"first", "incident 1", "incident 2"}));
  const CourierCounts counts = courier->counts();
  EXPECT_EQ(counts.delivered, 3U);
  EXPECT_EQ(counts.dropped, 1U);
  EXPECT_EQ(counts.dropped_samples, 3U);
  EXPECT_EQ(counts.queued, 0U);
}

TEST_F(CourierTest, TheOldestSampleGoesFirst) {
  auto courier = busy_courier(4);
  put(*courier, "sample 1", true);
  put(*courier, "incident 1");
  put(*courier, "sample 2", true);
  put(*courier, "incident 2");
  receiver_->release();
  courier->stop(Clock::now() + kAtMost);
  EXPECT_EQ(receiver_->lines(), (Lines{"first", "incident 1", "sample 2", "incident 2"}));
}

TEST_F(CourierTest, WhatIsUnderDeliveryIsOutOfReach) {
  auto courier = busy_courier(1, true);
  put(*courier, "incident");
  EXPECT_EQ(courier->counts().dropped, 1U);
  receiver_->release();
  courier->stop(Clock::now() + kAtMost);
  EXPECT_EQ(receiver_->lines(), Lines{"first"});
}

TEST_F(CourierTest, StopDeliversWhatIsQueued) {
  auto courier = busy_courier(1000);
  for (int i = 0; i < 200; ++i) put(*courier, std::to_string(i));
  receiver_->release();
  courier->stop(Clock::now() + kAtMost);
  EXPECT_EQ(receiver_->lines().size(), 201U);
  EXPECT_EQ(courier->counts().delivered, 201U);
}

TEST_F(CourierTest, StopTriesAgainUntilTheDeadline) {
  receiver_->fail(4);
  auto courier = courier_of(10);
  put(*courier, "a");
  ASSERT_TRUE(receiver_->wait_for_tries(1));
  courier->stop(Clock::now() + kAtMost);
  EXPECT_EQ(receiver_->lines(), Lines{"a"});
}

TEST_F(CourierTest, StopCountsWhatCouldNotBeDelivered) {
  receiver_->fail(-1);
  auto courier = courier_of(10);
  for (int i = 0; i < 3; ++i) put(*courier, "incident");
  put(*courier, "sample", true);
  courier->stop(Clock::now());
  const CourierCounts counts = courier->counts();
  EXPECT_EQ(counts.delivered, 0U);
  EXPECT_EQ(counts.dropped, 3U);
  EXPECT_EQ(counts.dropped_samples, 1U);
  EXPECT_EQ(counts.queued, 0U);
}

// A receiver that takes everything, but slowly, must not hold up the end of the program.
TEST_F(CourierTest, TheDeadlineHoldsForATargetThatWorksToo) {
  auto courier = busy_courier(std::size_t{1} << 40);
  for (int i = 0; i < 4; ++i) put(*courier, "later");
  std::thread stopper([&] { courier->stop(Clock::now()); });
  // Until the stop has come through: from then on nothing is taken any more.
  while (courier->counts().dropped == 0) {
    put(*courier, "too late");
    std::this_thread::yield();
  }
  receiver_->release();
  stopper.join();
  EXPECT_EQ(receiver_->lines(), Lines{"first"});
  EXPECT_EQ(courier->counts().delivered, 1U);
  EXPECT_GE(courier->counts().dropped, 5U);
  EXPECT_EQ(courier->counts().queued, 0U);
}

TEST_F(CourierTest, TakesNothingAfterStop) {
  auto courier = courier_of(10);
  courier->stop(Clock::now());
  put(*courier, "incident");
  put(*courier, "sample", true);
  EXPECT_EQ(courier->counts().dropped, 1U);
  EXPECT_EQ(courier->counts().dropped_samples, 1U);
  courier->stop(Clock::now());  // once more does no harm
  EXPECT_TRUE(receiver_->lines().empty());
}

TEST_F(CourierTest, CanGoWhileItsTargetFails) {
  receiver_->fail(-1);
  auto courier = courier_of(10);
  put(*courier, "a");
  ASSERT_TRUE(receiver_->wait_for_tries(2));  // now it sits in a pause between two tries
  courier.reset();
  EXPECT_TRUE(receiver_->lines().empty());
  EXPECT_EQ(receiver_.use_count(), 1) << "the target is gone with its courier";
}

TEST_F(CourierTest, CanGoBeforeAnythingCame) {
  courier_of(1).reset();
  EXPECT_EQ(receiver_.use_count(), 1);
}

TEST_F(CourierTest, WhoeverPutsNeverWaits) {
  auto courier = busy_courier(2);
  for (int i = 0; i < 10'000; ++i) put(*courier, "incident", i % 2 == 0);
  const CourierCounts counts = courier->counts();
  EXPECT_EQ(counts.queued, 2U);
  EXPECT_EQ(counts.dropped + counts.dropped_samples, 9'999U);
  receiver_->release();
}

TEST_F(CourierTest, GivesUpWhatIsRefusedAndGoesOn) {
  receiver_->refuse("b");
  auto courier = courier_of(10);
  for (const char* line : {"a", "b", "c"}) put(*courier, line);
  ASSERT_TRUE(receiver_->wait_for_lines(2));
  courier->stop(Clock::now() + kAtMost);
  EXPECT_EQ(receiver_->lines(), (Lines{"a", "c"}));
  EXPECT_EQ(courier->counts().delivered, 2U);
  EXPECT_EQ(courier->counts().refused, 1U);
  ASSERT_EQ(news_.all().size(), 2U) << "told, once";
  EXPECT_EQ(news_.all()[0].text, "The fake does not want it");
}

TEST_F(CourierTest, NothingFollowsABeginThatWasRefused) {
  receiver_->refuse("begin 1");
  auto courier = courier_of(100);
  for (const char* incident : {"1", "2"}) {
    for (const Phase phase : {Phase::begin, Phase::update, Phase::end}) {
      courier->put(
          test::notice_of(std::string(to_string(phase)) + " " + incident, phase, incident));
    }
  }
  courier->put(test::notice_of("begin again", Phase::begin, "1"));
  courier->stop(Clock::now() + kAtMost);
  EXPECT_EQ(receiver_->lines(), (Lines{"begin 2", "update 2", "end 2", "begin again"}));
  EXPECT_EQ(courier->counts().refused, 3U);
}

TEST_F(CourierTest, LeavesAReceiverAloneThatAsksForIt) {
  receiver_->fail(-1);
  receiver_->ask_for_pause(kAtMost);
  auto courier = courier_of(10);
  put(*courier, "a");
  ASSERT_TRUE(news_.wait_for(1));
  courier->stop(Clock::now() + std::chrono::milliseconds(100));
  EXPECT_FALSE(receiver_->has_tries(2)) << "not even at the end";
}

TEST_F(CourierTest, TellsWhatBecameOfEach) {
  receiver_->refuse("b");
  std::vector<std::string> fates;
  {
    Courier courier(std::make_unique<FakeTarget>(receiver_), 10, news_.tell(),
                    [&](const Notice& notice, Courier::Fate fate) {
                      fates.push_back(*notice.json + std::to_string(static_cast<int>(fate)));
                    });
    for (const char* line : {"a", "b"}) put(courier, line);
    ASSERT_TRUE(news_.wait_for(1));
    receiver_->fail(-1);
    put(courier, "c");
  }
  EXPECT_EQ(fates, (std::vector<std::string>{"a0", "b1", "c2"}));
}

TEST_F(CourierTest, ManyThreadsMayPut) {
  auto courier = courier_of(10'000);
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&courier, thread] {
      for (int i = 0; i < 250; ++i) put(*courier, std::to_string(1000 * thread + i), i % 2 == 0);
    });
  }
  for (auto& thread : threads) thread.join();
  courier->stop(Clock::now() + kAtMost);
  std::vector<int> next(4, 0);
  for (const auto& line : receiver_->lines()) {
    const int number = std::stoi(line);
    EXPECT_EQ(number % 1000, next[static_cast<std::size_t>(number / 1000)]++);
  }
  EXPECT_EQ(next, (std::vector<int>{250, 250, 250, 250}));
}

}  // namespace notify_courier_test
}  // namespace vqa
