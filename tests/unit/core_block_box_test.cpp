// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "core/block_box.h"

namespace vqa {
namespace core_block_box_test {

TEST(BlockBox, AboutContainsWhatMovedByABlock) {
  const BlockBox box{4, 4, 6, 6};
  EXPECT_TRUE(box.about_contains(box));
  EXPECT_TRUE(box.about_contains({3, 3, 7, 7}));
  EXPECT_TRUE(box.about_contains({}));
  EXPECT_FALSE(box.about_contains({2, 4, 6, 6}));
  EXPECT_FALSE(box.about_contains({4, 4, 8, 6}));
  EXPECT_FALSE(box.about_contains({4, 2, 6, 6}));
  EXPECT_FALSE(box.about_contains({4, 4, 6, 8}));
  EXPECT_FALSE(BlockBox{}.about_contains(box));
}

TEST(BlockBox, IsAroundAllThatIsMeant) {
  const BlockGrid grid(160, 96);  // 10 x 6 blocks
  const BlockBox box =
      box_around(grid, [&](std::size_t i) { return i == grid.at(7, 1) || i == grid.at(2, 4); });
  EXPECT_EQ(box.left, 2);
  EXPECT_EQ(box.top, 1);
  EXPECT_EQ(box.right, 7);
  EXPECT_EQ(box.bottom, 4);
  EXPECT_TRUE(box_around(grid, [](std::size_t) { return false; }).empty());
  EXPECT_FALSE(box_around(grid, [](std::size_t) { return true; }).empty());
}

}  // namespace core_block_box_test
}  // namespace vqa
