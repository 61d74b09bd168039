// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>

#include "monitor/overload.h"

namespace vqa {
namespace monitor_overload_test {

class OverloadTest : public testing::Test {
 protected:
  // So long with so much waiting. Returns what it told, as "begin" and "end".
  std::string go_on(Time length, Time backlog) {
    Events events;
    for (const Time until = now_ + length; now_ < until; now_ += 250ms)
      overload_.judge(now_, backlog, events);
    std::string told;
    for (const Event& event : events) told += std::string(to_string(event.phase)) + " ";
    return told;
  }
  Overload overload_;
  Time now_ = 100s;
};

TEST_F(OverloadTest, SaysNothingOfWhatIsUsual) {
  EXPECT_EQ(go_on(60s, Overload::kTooMuch - 1ms), "");
  EXPECT_FALSE(overload_.sheds());
}

TEST_F(OverloadTest, ShedsUntilItHasCaughtUpAndTriesAgain) {
  EXPECT_EQ(go_on(1s, Overload::kTooMuch), "begin ");
  EXPECT_TRUE(overload_.sheds());
  EXPECT_EQ(go_on(10s, Overload::kTooMuch), "") << "it has not caught up";
  EXPECT_TRUE(overload_.sheds());
  EXPECT_EQ(go_on(2s, 0s), "");
  EXPECT_FALSE(overload_.sheds());
  EXPECT_TRUE(overload_.open()) << "nobody knows yet";
  EXPECT_EQ(go_on(Overload::kProof + 500ms, 0s), "end ");
  EXPECT_FALSE(overload_.open());
}

TEST_F(OverloadTest, RestsLongerEachTimeThatItFailed) {
  EXPECT_EQ(go_on(1s, Overload::kTooMuch), "begin ");
  Time rests[4];
  for (Time& rest : rests) {
    const Time since = now_;
    while (overload_.sheds()) EXPECT_EQ(go_on(250ms, 0s), "");
    rest = now_ - since;
    EXPECT_EQ(go_on(500ms, Overload::kTooMuch), "") << "one incident";
    EXPECT_TRUE(overload_.sheds());
  }
  EXPECT_GT(rests[1], rests[0] + 1s);
  EXPECT_GT(rests[3], 2 * rests[1]);
}

TEST_F(OverloadTest, EndsWithTheMonitor) {
  EXPECT_EQ(go_on(1s, 3s), "begin ");
  Events events;
  overload_.finish("shutdown", events);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].phase, Phase::end);
  EXPECT_FALSE(overload_.open());
  EXPECT_FALSE(overload_.sheds());
}

}  // namespace monitor_overload_test
}  // namespace vqa
