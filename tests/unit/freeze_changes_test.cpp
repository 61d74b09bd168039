// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "freeze/changes.h"

namespace vqa {
namespace freeze_changes_test {

/// A few more than whole vectors, and fewer than one.
class Changes : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    std::minstd_rand random(7);
    for (std::size_t i = 0; i < GetParam(); ++i) {
      now_.push_back(static_cast<float>(random() % 256));
      then_.push_back(static_cast<float>(random() % 256));
      left_out_.push_back(random() % 3 == 0);
    }
    measure_changes(now_, then_, left_out_, changes_);
  }

  BlockValues now_, then_, changes_;
  BlockFlags left_out_;
};

INSTANTIATE_TEST_SUITE_P(Sizes, Changes, testing::Values(0, 1, 2, 7, 8, 9, 16, 23, 8160),
                         testing::PrintToStringParamName());

TEST_P(Changes, AreAbsoluteAndNoneWhereLeftOut) {
  ASSERT_EQ(changes_.size(), now_.size());
  for (std::size_t i = 0; i < now_.size(); ++i)
    EXPECT_EQ(changes_[i], left_out_[i] != 0 ? 0 : std::abs(now_[i] - then_[i])) << i;
}

TEST_P(Changes, TheTwoLargestAreWhatSortingSays) {
  const auto largest = two_largest(changes_);
  std::sort(changes_.rbegin(), changes_.rend());
  EXPECT_EQ(largest.first, changes_.size() > 0 ? changes_[0] : 0);
  EXPECT_EQ(largest.second, changes_.size() > 1 ? changes_[1] : 0);
}

TEST_P(Changes, TheSumCountsEachUpToTheMost) {
  double sum = 0;
  for (const float change : changes_) sum += std::min(8.0, static_cast<double>(change));
  EXPECT_EQ(sum_up_to(8, changes_), sum) << "whole numbers: no rounding";
}

TEST_P(Changes, CountsFromAndWithTheLeast) {
  const auto is_large = [](float change) { return change >= 100; };
  EXPECT_EQ(count_from(100, changes_), std::count_if(changes_.begin(), changes_.end(), is_large));
  EXPECT_EQ(count_from(0, changes_), changes_.size());
  EXPECT_EQ(count_from(256, changes_), 0U);
}

TEST_P(Changes, CountsFlags) {
  const std::size_t set = count_set(left_out_);
  std::size_t expected = 0;
  for (const auto flag : left_out_) expected += flag;
  EXPECT_EQ(set, expected);
}

TEST(TwoLargest, OfEqualOnesAreThese) {
  const auto largest = two_largest({5, 1, 5});
  EXPECT_EQ(largest.first, 5);
  EXPECT_EQ(largest.second, 5);
}

}  // namespace freeze_changes_test
}  // namespace vqa
