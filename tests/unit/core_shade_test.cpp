// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <random>

#include "core/shade.h"

namespace vqa {
namespace core_shade_test {

const BlockGrid kGrid(320, 160);  // 20 x 10 blocks

struct Map {
  BlockValues values = BlockValues(kGrid.size(), 16);
  BlockFlags masked = BlockFlags(kGrid.size(), 0);

  void fill(int left, int top, int right, int bottom, float value) {
    for (int row = top; row <= bottom; ++row)
      for (int col = left; col <= right; ++col) at(col, row) = value;
  }
  float& at(int col, int row) { return values[kGrid.at(col, row)]; }
  Shade shade() const { return shade_of(values, kGrid, masked); }
};

TEST(Shade, OfOneColourIsEvenAndEmpty) {
  for (const float level : {0.F, 16.F, 126.4F, 255.F}) {
    Map map;
    map.fill(0, 0, 19, 9, level);
    const Shade shade = map.shade();
    EXPECT_NEAR(shade.level, level, 0.01);
    EXPECT_EQ(shade.share, 1);
    EXPECT_TRUE(shade.even);
    EXPECT_TRUE(shade.others.empty());
    EXPECT_TRUE(shade.empty());
  }
}

TEST(Shade, NoiseOfBlocksDoesNotMatter) {
  Map map;
  std::mt19937 random(1);
  std::normal_distribution<float> noise(100, 1);
  for (float& value : map.values) value = noise(random);
  EXPECT_TRUE(map.shade().empty());
  EXPECT_NEAR(map.shade().level, 100, 0.3);
}

TEST(Shade, ADimSceneIsNotEven) {
  Map map;
  for (std::size_t i = 0; i < map.values.size(); ++i)
    map.values[i] = 26 + static_cast<float>(i * 7 % 9);
  EXPECT_FALSE(map.shade().even);
}

TEST(Shade, ALogoInACornerLeavesItEmpty) {
  for (const auto& [left, top] : {std::pair{1, 1}, {14, 1}, {1, 7}, {15, 7}}) {
    Map map;
    map.fill(left, top, left + 3, top + 1, 200);
    const Shade shade = map.shade();
    EXPECT_TRUE(shade.empty()) << left << ", " << top;
    EXPECT_EQ(shade.others.left, left);
    EXPECT_EQ(shade.others.right, left + 3);
    EXPECT_EQ(shade.others.top, top);
    EXPECT_EQ(shade.others.bottom, top + 1);
  }
}

TEST(Shade, WhatIsInTheMiddleOrLargeIsNoLogo) {
  Map middle, large;
  middle.fill(9, 4, 10, 5, 200);
  EXPECT_TRUE(middle.shade().even);
  EXPECT_FALSE(middle.shade().in_corner);
  EXPECT_FALSE(middle.shade().empty());
  large.fill(0, 0, 8, 4, 200);
  EXPECT_FALSE(large.shade().even);
}

TEST(Shade, WhatIsMaskedDoesNotCount) {
  Map map;
  map.fill(0, 0, 19, 4, 200);
  std::fill_n(map.masked.begin(), 100, 1);
  EXPECT_TRUE(map.shade().empty());
  EXPECT_EQ(map.shade().level, 16);
  map.masked.assign(kGrid.size(), 1);
  EXPECT_EQ(map.shade().share, 0);
  EXPECT_FALSE(map.shade().even);
}

}  // namespace core_shade_test
}  // namespace vqa
