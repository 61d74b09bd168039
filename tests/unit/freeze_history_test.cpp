// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "freeze/history.h"

namespace vqa {
namespace freeze_history_test {

constexpr std::size_t kBlocks = 6;

BlockValues map_of(float value) { return BlockValues(kBlocks, value); }

const BlockValues kCalm(kBlocks, 0);

/// A history that knows the size of the picture.
class HistoryTest : public testing::Test {
 protected:
  HistoryTest() { history.reset(kBlocks); }
  History history;
};

TEST_F(HistoryTest, KeepsWhatItIsShown) {
  EXPECT_EQ(history.size(), 0U);
  history.push(0ms, map_of(1.5F), kCalm);
  history.push(40ms, map_of(254.25F), kCalm);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history.time(1), 40ms);
  EXPECT_EQ(history.map(0).size(), kBlocks);
  EXPECT_EQ(history.map(0)[5], 384) << "in 1/256 luma steps";
  EXPECT_EQ(history.map(1)[0], 65088);
}

TEST_F(HistoryTest, CutsOffWhatNoLumaIs) {
  history.push(0ms, map_of(-3), kCalm);
  history.push(40ms, map_of(300), kCalm);
  EXPECT_EQ(history.map(0)[0], 0);
  EXPECT_EQ(history.map(1)[0], 65535);
}

TEST_F(HistoryTest, KeepsActivityUpToEightLumaSteps) {
  history.push(0ms, map_of(0), map_of(0.25F));
  history.push(40ms, map_of(0), map_of(12));
  EXPECT_EQ(history.activity(0).size(), kBlocks);
  EXPECT_EQ(history.activity(0)[5], 8) << "in 1/32 luma steps";
  EXPECT_EQ(history.activity(1)[0], 255);
}

TEST_F(HistoryTest, KeepsTheActivityOfFramesThatAreThinnedOut) {
  for (int i = 0; i < 10; ++i) history.push(i * 20ms, map_of(0), map_of(i % 2 == 0 ? 0.F : 1.F));
  ASSERT_EQ(history.size(), 5U) << "25 pictures a second, each of them twice";
  for (std::size_t k = 1; k < history.size(); ++k) EXPECT_EQ(history.activity(k)[0], 32);
  history.push(200ms - 10ms, map_of(0), map_of(2));
  history.forget();
  history.push(1s, map_of(0), kCalm);
  EXPECT_EQ(history.activity(0)[0], 0) << "all is forgotten";
}

TEST_F(HistoryTest, ForgetsTheOldest) {
  for (int i = 0; i < 1000; ++i) history.push(i * 40ms, map_of(static_cast<float>(i % 250)), kCalm);
  EXPECT_EQ(history.time(history.size() - 1), 999 * 40ms);
  EXPECT_EQ(history.map(history.size() - 1)[0], (999 % 250) * 256);
  EXPECT_GE(history.time(history.size() - 1) - history.time(0), History::kSpan);
  for (std::size_t k = 1; k < history.size(); ++k)
    ASSERT_EQ(history.time(k) - history.time(k - 1), 40ms);
}

TEST(History, SpansTheSameAtAnyFrameRate) {
  for (const Time interval : {8ms, 16ms, 20ms, 33ms}) {
    History history;
    history.reset(kBlocks);
    for (int i = 0; i < 2000; ++i) history.push(i * interval, map_of(0), kCalm);
    const Time span = history.time(history.size() - 1) - history.time(0);
    EXPECT_GE(span, History::kSpan) << interval.count();
    EXPECT_LT(history.size(), 190U);
  }
}

TEST_F(HistoryTest, ForgetsWhatLiesInTheFuture) {
  history.push(1000ms, map_of(1), kCalm);
  history.push(0ms, map_of(2), kCalm);
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history.time(0), 0ms);
}

TEST_F(HistoryTest, ForgetsOnDemand) {
  history.push(0ms, map_of(1), kCalm);
  history.forget();
  EXPECT_EQ(history.size(), 0U);
  history.push(10ms, map_of(3), kCalm);
  EXPECT_EQ(history.map(0)[0], 768);
}

}  // namespace freeze_history_test
}  // namespace vqa
