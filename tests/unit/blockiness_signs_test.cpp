// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <vector>

#include "blockiness/signs.h"
#include "support/allocations.h"

namespace vqa::test {
namespace blockiness_signs_test {

constexpr int kCols = 11, kRows = 7;
constexpr std::size_t kCells = kCols * kRows;
const BlockGrid kGrid(16 * kCols, 16 * kRows);

/// Maps of a picture in which nothing is to be seen, and the signs of it.
struct Scene {
  Scene() {
    for (auto* map : all()) map->assign(kCells, 0);
  }
  std::vector<BlockValues*> all() {
    std::vector<BlockValues*> found = {&maps.mean, &maps.moved, &maps.across, &maps.down,
                                       &maps.colour};
    for (auto* steps : {&maps.picture, &maps.change})
      for (auto* map : {&steps->left, &steps->top, &steps->centre, &steps->between})
        found.push_back(map);
    return found;
  }
  void read(int times = 1, bool known = true) {
    for (int i = 0; i < times; ++i) reader.read(kGrid, maps, known, signs);
  }
  float sign(Signs::Cell sign, int col, int row) const {
    return signs.cells[sign][kGrid.at(col, row)];
  }
  CellMaps maps;
  SignReader reader;
  Signs signs;
};

TEST(Signs, StepsOfBothBordersAndOfWhatChanged) {
  Scene scene;
  const std::size_t i = kGrid.at(4, 3);
  scene.maps.picture.left[i] = 30;
  scene.maps.picture.top[i] = 12;
  scene.maps.change.left[i] = 5;
  scene.maps.change.top[i] = 9;
  scene.maps.picture.centre[i] = 1;
  scene.maps.change.centre[i] = 2;
  scene.maps.picture.between[i] = 3;
  scene.maps.change.between[i] = 4;
  scene.read();
  EXPECT_EQ(scene.sign(Signs::kSteps, 4, 3), 42);
  EXPECT_EQ(scene.sign(Signs::kBothSteps, 4, 3), 12);
  EXPECT_EQ(scene.sign(Signs::kChangedSteps, 4, 3), 14);
  EXPECT_EQ(scene.sign(Signs::kBothChanged, 4, 3), 5);
  EXPECT_EQ(scene.sign(Signs::kCentre, 4, 3), 1);
  EXPECT_EQ(scene.sign(Signs::kCentreChanged, 4, 3), 2);
  EXPECT_EQ(scene.sign(Signs::kBetween, 4, 3), 3);
  EXPECT_EQ(scene.sign(Signs::kBetweenChanged, 4, 3), 4);
  EXPECT_EQ(scene.sign(Signs::kSteps, 5, 3), 0);
  EXPECT_FLOAT_EQ(scene.signs.frame[Signs::kAllSteps], 42.F / kCells);
  EXPECT_FLOAT_EQ(scene.signs.frame[Signs::kAllChanged], 14.F / kCells);
  EXPECT_FLOAT_EQ(scene.signs.frame[Signs::kAllBetween], 3.F / kCells);
}

TEST(Signs, NewStepsBecomeUsualOnes) {
  Scene scene;
  scene.read(10);
  scene.maps.picture.left[kGrid.at(2, 2)] = 40;
  scene.read();
  EXPECT_EQ(scene.sign(Signs::kNewSteps, 2, 2), 40);
  float last = 41;
  for (int i = 0; i < 100; ++i) {
    const float now = scene.sign(Signs::kNewSteps, 2, 2);
    ASSERT_LT(now, last) << i;
    last = now;
    scene.read();
  }
  EXPECT_LT(last, 10);
  EXPECT_EQ(scene.sign(Signs::kSteps, 2, 2), 40);
}

TEST(Signs, StepsOfTheFirstPictureAreNotNew) {
  Scene scene;
  std::fill(scene.maps.picture.top.begin(), scene.maps.picture.top.end(), 25.F);
  scene.read();
  EXPECT_EQ(scene.signs.cells[Signs::kNewSteps], BlockValues(kCells, 0));
  scene.reader.forget();
  std::fill(scene.maps.picture.top.begin(), scene.maps.picture.top.end(), 90.F);
  scene.read();
  EXPECT_EQ(scene.signs.cells[Signs::kNewSteps], BlockValues(kCells, 0)) << "nor after forgetting";
}

TEST(Signs, DamageIsSeenAroundAndAlongTheRowOfIt) {
  Scene scene;
  scene.maps.change.left[kGrid.at(5, 3)] = 36;  // half of which is fresh
  scene.read();
  for (int row = 0; row < kRows; ++row) {
    for (int col = 0; col < kCols; ++col) {
      const bool near = std::abs(col - 5) <= 1 && std::abs(row - 3) <= 1;
      const bool along = std::abs(col - 5) <= 3 && row == 3;
      EXPECT_NEAR(scene.sign(Signs::kAround, col, row), near ? 18.F / 9 : 0, 1e-5);
      EXPECT_NEAR(scene.sign(Signs::kAlong, col, row), along ? 18.F / 7 : 0, 1e-5);
    }
  }
  EXPECT_FLOAT_EQ(scene.signs.frame[Signs::kAllNew], 18.F / kCells);
}

TEST(Signs, RecentDamageFades) {
  Scene scene;
  scene.maps.change.left[kGrid.at(5, 3)] = 36;
  scene.read();
  EXPECT_EQ(scene.sign(Signs::kRecent, 5, 3), 0) << "it is of the pictures before";
  scene.maps.change.left[kGrid.at(5, 3)] = 0;
  scene.read();
  for (int row = 0; row < kRows; ++row)
    for (int col = 0; col < kCols; ++col)
      EXPECT_EQ(scene.sign(Signs::kRecent, col, row),
                std::abs(col - 5) <= 1 && std::abs(row - 3) <= 1 ? 18 : 0);
  scene.read();
  EXPECT_FLOAT_EQ(scene.sign(Signs::kRecent, 4, 2), 18 * 0.85F);
}

TEST(Signs, ASmearHasTextureOneWayOnly) {
  Scene scene;
  for (const int row : {1, 2, 3}) {
    scene.maps.across[kGrid.at(3, row)] = 10;
    scene.maps.down[kGrid.at(3, row)] = 1;
  }
  scene.maps.across[kGrid.at(7, 1)] = scene.maps.down[kGrid.at(7, 1)] = 10;
  scene.maps.down[kGrid.at(9, 1)] = 8;
  scene.read();
  for (const int row : {1, 2, 3}) EXPECT_EQ(scene.sign(Signs::kSmearDown, 3, row), 6);
  EXPECT_EQ(scene.sign(Signs::kSmearDownRun, 3, 2), 6);
  EXPECT_EQ(scene.sign(Signs::kSmearDownRun, 3, 1), 0) << "nothing above it";
  EXPECT_EQ(scene.sign(Signs::kSmearAcross, 3, 2), 0);
  EXPECT_EQ(scene.sign(Signs::kSmearDown, 7, 1), 0);
  EXPECT_EQ(scene.sign(Signs::kSmearAcross, 7, 1), 0);
  EXPECT_EQ(scene.sign(Signs::kSmearAcross, 9, 1), 8);
}

TEST(Signs, TextureComesAndGoes) {
  Scene scene;
  scene.maps.across[0] = scene.maps.down[1] = 10;
  scene.read();
  EXPECT_EQ(scene.sign(Signs::kAcrossMore, 0, 0), 0) << "there is no picture before";
  scene.maps.across[0] = scene.maps.down[1] = 14;
  scene.read();
  EXPECT_EQ(scene.sign(Signs::kAcrossMore, 0, 0), 4);
  EXPECT_EQ(scene.sign(Signs::kDownMore, 1, 0), 4);
  EXPECT_EQ(scene.sign(Signs::kAcrossLess, 0, 0), 0);
  scene.maps.across[0] = scene.maps.down[1] = 3;
  scene.read();
  EXPECT_EQ(scene.sign(Signs::kAcrossLess, 0, 0), 11);
  EXPECT_EQ(scene.sign(Signs::kDownLess, 1, 0), 11);
  EXPECT_EQ(scene.sign(Signs::kAcrossMore, 0, 0), 0);
}

TEST(Signs, AFadeIsNoShadeOfItsOwnAnywhere) {
  Scene scene;
  scene.read();
  for (float& mean : scene.maps.mean) mean -= 40;
  scene.read();
  EXPECT_EQ(scene.signs.cells[Signs::kShade], BlockValues(kCells, 40));
  for (const float alone : scene.signs.cells[Signs::kShadeAlone]) EXPECT_NEAR(alone, 0, 1e-3);
  scene.maps.mean[kGrid.at(5, 3)] += 25;
  scene.read();
  EXPECT_EQ(scene.sign(Signs::kShade, 5, 3), 25);
  EXPECT_NEAR(scene.sign(Signs::kShadeAlone, 5, 3), 24, 1e-3);
  EXPECT_NEAR(scene.sign(Signs::kShadeAlone, 6, 3), 1, 1e-3);
  EXPECT_NEAR(scene.sign(Signs::kShadeAlone, 8, 3), 0, 1e-3);
}

TEST(Signs, MotionAndColour) {
  Scene scene;
  scene.maps.colour[kGrid.at(5, 3)] = 20;
  scene.read();
  EXPECT_EQ(scene.sign(Signs::kColourChanged, 5, 3), 0);
  scene.maps.colour[kGrid.at(5, 3)] = 5;
  scene.maps.moved[kGrid.at(5, 3)] = 50;
  scene.read();
  EXPECT_EQ(scene.sign(Signs::kColour, 5, 3), 5);
  EXPECT_EQ(scene.sign(Signs::kColourChanged, 5, 3), 15);
  EXPECT_EQ(scene.sign(Signs::kMoved, 5, 3), 50);
  EXPECT_NEAR(scene.sign(Signs::kMovedAround, 3, 1), 2, 1e-5);
  EXPECT_NEAR(scene.sign(Signs::kMovedAround, 2, 3), 0, 1e-5);
  EXPECT_FLOAT_EQ(scene.signs.frame[Signs::kAllMoved], 50.F / kCells);
}

TEST(Signs, NoneIsBelowZeroAndNothingIsAllocated) {
  Scene scene;
  std::mt19937 random(3);
  const auto frame = [&] {
    for (auto* map : scene.all())
      for (float& value : *map) value = static_cast<float>(random() % 256);
    scene.read();
    for (const BlockValues& map : scene.signs.cells)
      ASSERT_GE(*std::min_element(map.begin(), map.end()), 0);
  };
  EXPECT_GT(allocations_in([&] { scene.read(); }), 0U) << "is the counter alive?";
  for (int i = 0; i < 10; ++i) frame();
  EXPECT_EQ(allocations_in([&] { scene.read(10); }), 0U);
}

TEST(Signs, OtherGridsAndNoCellsAtAll) {
  Scene scene;
  scene.read(3);
  CellMaps none;
  BlockGrid empty(0, 0);
  empty.cols = empty.rows = 0;
  scene.reader.read(empty, none, true, scene.signs);
  EXPECT_TRUE(scene.signs.cells[0].empty());
  EXPECT_EQ(scene.signs.frame[Signs::kAllSteps], 0);
  scene.read();
  EXPECT_EQ(scene.signs.cells[0].size(), kCells);
  scene.signs = {};
  scene.read();
  EXPECT_EQ(scene.signs.cells[0].size(), kCells) << "signs of somebody else are made to fit";
}

}  // namespace blockiness_signs_test
}  // namespace vqa::test
