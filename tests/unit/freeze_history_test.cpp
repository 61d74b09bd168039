// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "freeze/history.h"

namespace vqa {
namespace {

constexpr std::size_t kBlocks = 6;

BlockValues map_of(float value) { return BlockValues(kBlocks, value); }

TEST(History, KeepsWhatItIsShown) {
  History history;
  history.reset(kBlocks);
  EXPECT_EQ(history.size(), 0U);
  history.push(0ms, map_of(1.5F));
  history.push(40ms, map_of(254.25F));
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history.time(1), 40ms);
  EXPECT_EQ(history.map(0).size(), kBlocks);
  EXPECT_EQ(history.map(0)[5], 384) << "in 1/256 luma steps";
  EXPECT_EQ(history.map(1)[0], 65088);
}

TEST(History, CutsOffWhatNoLumaIs) {
  History history;
  history.reset(kBlocks);
  history.push(0ms, map_of(-3));
  history.push(40ms, map_of(300));
  EXPECT_EQ(history.map(0)[0], 0);
  EXPECT_EQ(history.map(1)[0], 65535);
}

TEST(History, ForgetsTheOldest) {
  History history;
  history.reset(kBlocks);
  for (int i = 0; i < 1000; ++i) history.push(i * 40ms, map_of(static_cast<float>(i % 250)));
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
    for (int i = 0; i < 2000; ++i) history.push(i * interval, map_of(0));
    const Time span = history.time(history.size() - 1) - history.time(0);
    EXPECT_GE(span, History::kSpan) << interval.count();
    EXPECT_LT(history.size(), 190U);
  }
}

TEST(History, ForgetsWhatLiesInTheFuture) {
  History history;
  history.reset(kBlocks);
  history.push(1000ms, map_of(1));
  history.push(0ms, map_of(2));
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history.time(0), 0ms);
}

TEST(History, ForgetsOnDemand) {
  History history;
  history.reset(kBlocks);
  history.push(0ms, map_of(1));
  history.forget();
  EXPECT_EQ(history.size(), 0U);
  history.push(10ms, map_of(3));
  EXPECT_EQ(history.map(0)[0], 768);
}

}  // namespace
}  // namespace vqa
