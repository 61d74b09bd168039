// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "blockiness/pace.h"

namespace vqa::test {
namespace blockiness_pace_test {

int looks_in_a_second(Time::rep pictures, bool suspect) {
  Pace pace;
  int looks = 0;
  for (Time::rep i = 0; i < pictures; ++i)
    looks += pace.due(Time(i * Time(1s).count() / pictures), suspect) ? 1 : 0;
  return looks;
}

TEST(Pace, LooksAtSomePicturesWhileNothingIsSuspect) {
  EXPECT_EQ(looks_in_a_second(5, false), 5);
  EXPECT_EQ(looks_in_a_second(25, false), 13);
  EXPECT_EQ(looks_in_a_second(30, false), 10);
  EXPECT_EQ(looks_in_a_second(50, false), 13);
  EXPECT_EQ(looks_in_a_second(60, false), 12);
}

TEST(Pace, LooksAsOftenAsItLearnedFromWhenSomethingIs) {
  EXPECT_EQ(looks_in_a_second(25, true), 25);
  EXPECT_EQ(looks_in_a_second(30, true), 30);
  EXPECT_EQ(looks_in_a_second(50, true), 25);
  EXPECT_EQ(looks_in_a_second(60, true), 30);
}

TEST(Pace, TimeThatJumpsBackBeginsAnew) {
  Pace pace;
  EXPECT_TRUE(pace.due(10s, false));
  EXPECT_FALSE(pace.due(10s + 20ms, false));
  EXPECT_TRUE(pace.due(1s, false));
  EXPECT_FALSE(pace.due(1s + 20ms, false));
  pace.forget();
  EXPECT_TRUE(pace.due(1s + 40ms, false));
}

}  // namespace blockiness_pace_test
}  // namespace vqa::test
