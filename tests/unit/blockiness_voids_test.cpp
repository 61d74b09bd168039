// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "blockiness/voids.h"

namespace vqa::test {
namespace blockiness_voids_test {

constexpr int kCols = 20, kRows = 10;
constexpr std::size_t kAll = kCols * kRows;

/// Pictures of some scene in which the first cells are something else.
struct Scene {
  Scene() {
    cells.fit(BlockGrid(16 * kCols, 16 * kRows));
    for (BlockValues* map : {&maps.mean, &maps.colour, &maps.across, &maps.down})
      map->assign(kAll, 20);
  }
  /// How many of the cells are suspect then.
  long look(std::size_t count, float mean, float colour, float texture = 0) {
    for (std::size_t i = 0; i < kAll; ++i) {
      const bool chosen = i < count;
      maps.mean[i] = chosen ? mean : 90;
      maps.colour[i] = chosen ? colour : 20;
      maps.across[i] = maps.down[i] = chosen ? texture : 5;
    }
    suspicion.assign(kAll, -5);
    evidence = finder.find(maps, cells, suspicion);
    return std::count_if(suspicion.begin(), suspicion.end(), [](float value) { return value > 0; });
  }
  CellMaps maps;
  MaskedGrid cells;
  VoidFinder finder;
  BlockValues suspicion;
  float evidence = 0;
};

TEST(Voids, GreenOfMemoryThatNobodyWroteTo) {
  Scene scene;
  EXPECT_EQ(scene.look(10, 0, 256), 10);
  EXPECT_GT(scene.evidence, 5);
  EXPECT_EQ(scene.look(3, 0, 256), 0) << "too few";
  EXPECT_EQ(scene.look(10, 145, 191), 0) << "the green of a screen";
  EXPECT_EQ(scene.evidence, 0);
}

TEST(Voids, GreyThatWasNotThere) {
  Scene scene;
  EXPECT_EQ(scene.look(0, 128, 0), 0);
  EXPECT_EQ(scene.look(10, 128.5F, 1), 10);
  EXPECT_GT(scene.evidence, 3);
  EXPECT_LT(scene.evidence, 5);
  EXPECT_EQ(scene.look(10, 128, 1, 2), 0) << "it has texture";
  EXPECT_EQ(scene.look(10, 126, 1), 0) << "the grey of designers";
  EXPECT_EQ(scene.look(10, 128, 5), 0) << "tinted";
  EXPECT_EQ(scene.look(kAll - 10, 128, 0), 0) << "a slate";
}

TEST(Voids, GreyThatHasAlwaysBeenThereIsPartOfThePicture) {
  Scene scene;
  EXPECT_EQ(scene.look(40, 128, 0), 0);
  EXPECT_EQ(scene.look(40, 128, 0), 0);
  EXPECT_EQ(scene.look(60, 128, 0), 60) << "more of it is new";
  for (int i = 0; i < 500; ++i) scene.look(60, 128, 0);
  EXPECT_EQ(scene.look(60, 128, 0), 0);
  scene.finder.forget();
  EXPECT_EQ(scene.look(80, 128, 0), 0);
}

TEST(Voids, WhatIsMaskedIsNone) {
  Scene scene;
  std::string problem;
  scene.cells.set_mask(*Mask::parse("0,0,320,16", problem));
  scene.cells.fit(BlockGrid(16 * kCols, 16 * kRows));
  EXPECT_EQ(scene.look(20, 0, 256), 0);
}

}  // namespace blockiness_voids_test
}  // namespace vqa::test
