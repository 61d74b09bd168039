// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "blockiness/cells.h"
#include "support/allocations.h"
#include "support/pictures.h"

namespace vqa::test {
namespace blockiness_cells_test {

constexpr int kCols = 8, kRows = 6, kWidth = 16 * kCols, kHeight = 16 * kRows;

BlockValues values(float value) { return BlockValues(kCols * kRows, value); }
std::size_t cell(int col, int row) { return static_cast<std::size_t>(row * kCols + col); }

template <class Paint>
void paint_by(Picture& picture, Paint value) {
  const int more = picture.view().depth - 8;
  for (int y = 0; y < picture.view().height; ++y)
    for (int x = 0; x < picture.view().width; ++x)
      picture.set(x, y, static_cast<unsigned>(value(x, y)) << more);
}

/// Reads pictures, one after another.
struct Reading {
  bool read(const Picture& picture) { return reader.read({.luma = picture.view()}, maps); }
  template <class Paint>
  bool paint_and_read(Paint value) {
    Picture picture(kWidth, kHeight);
    paint_by(picture, value);
    return read(picture);
  }
  CellReader reader;
  CellMaps maps;
};

void expect_no_steps(const CellMaps::Steps& steps) {
  for (const BlockValues* map : {&steps.left, &steps.top, &steps.centre, &steps.between})
    EXPECT_EQ(*map, values(0));
}

void expect_equal(const CellMaps& wanted, const CellMaps& found) {
  for (const auto steps : {&CellMaps::picture, &CellMaps::change}) {
    EXPECT_EQ((wanted.*steps).left, (found.*steps).left);
    EXPECT_EQ((wanted.*steps).top, (found.*steps).top);
    EXPECT_EQ((wanted.*steps).centre, (found.*steps).centre);
    EXPECT_EQ((wanted.*steps).between, (found.*steps).between);
  }
  for (const auto map : {&CellMaps::mean, &CellMaps::moved, &CellMaps::across, &CellMaps::down})
    EXPECT_EQ(wanted.*map, found.*map);
}

// One block of 16x16 that does not belong there.
int torn(int x, int y) { return x / 16 == 3 && y / 16 == 2 ? 120 : 100; }

// A border of 16 samples is counted twice eight times: 2 * 8 * (20 - 3).
constexpr float kTorn = 16 * 17 / 2;

TEST(Cells, ATornBlockHasStepsOnItsFourBordersOnly) {
  Reading reading;
  reading.paint_and_read(torn);
  const auto& steps = reading.maps.picture;
  for (int row = 0; row < kRows; ++row) {
    for (int col = 0; col < kCols; ++col) {
      SCOPED_TRACE(testing::Message() << col << "," << row);
      const bool left = row == 2 && (col == 3 || col == 4),
                 top = col == 3 && (row == 2 || row == 3);
      EXPECT_EQ(steps.left[cell(col, row)], left ? kTorn : 0);
      EXPECT_EQ(steps.top[cell(col, row)], top ? kTorn : 0);
    }
  }
  EXPECT_EQ(steps.centre, values(0));
  EXPECT_EQ(steps.between, values(0));
}

TEST(Cells, AStepInTheMiddleIsOfSmallerBlocks) {
  Reading reading;
  reading.paint_and_read([](int x, int) { return (x + 8) / 16 % 2 == 0 ? 100 : 120; });
  EXPECT_EQ(reading.maps.picture.centre, values(kTorn));
  EXPECT_EQ(reading.maps.picture.left, values(0));
  // And six rows of a border are none.
  reading.paint_and_read(
      [](int x, int y) { return x / 16 == 3 && y / 16 == 2 && y % 16 < 6 ? 120 : 100; });
  EXPECT_EQ(reading.maps.picture.left, values(0));
}

TEST(Cells, ARampHasNoStepsHoweverShort) {
  Reading reading;
  reading.paint_and_read([](int x, int y) { return x + y; });
  expect_no_steps(reading.maps.picture);
  // Nor has a soft edge on the raster, and lenses make no others.
  reading.paint_and_read([](int x, int) { return 40 + std::clamp(x - 46, 0, 4) * 30; });
  expect_no_steps(reading.maps.picture);
}

TEST(Cells, AnEdgeOffTheRasterHasNoStepsOnIt) {
  for (const int off : {1, 2, 3, 5, 6, 7, 9, 13, 15}) {
    SCOPED_TRACE(off);
    Reading reading;
    reading.paint_and_read([off](int x, int y) { return x < 48 + off && y < 32 + off ? 40 : 200; });
    EXPECT_EQ(reading.maps.picture.left, values(0));
    EXPECT_EQ(reading.maps.picture.top, values(0));
    EXPECT_EQ(reading.maps.picture.centre, values(0));
    EXPECT_GT(reading.maps.picture.between[cell(3, 0)], 0);
  }
}

TEST(Cells, ChangeIsThatSinceThePictureBefore) {
  Reading reading;
  EXPECT_FALSE(reading.paint_and_read([](int, int) { return 100; }));
  expect_no_steps(reading.maps.change);
  EXPECT_EQ(reading.maps.moved, values(0));

  EXPECT_TRUE(reading.paint_and_read(torn));
  EXPECT_GT(reading.maps.change.left[cell(3, 2)], 0);
  EXPECT_GT(reading.maps.change.top[cell(3, 3)], 0);
  EXPECT_EQ(std::count(reading.maps.change.left.begin(), reading.maps.change.left.end(), 0.F),
            kCols * kRows - 2);
  EXPECT_EQ(reading.maps.moved[cell(3, 2)], 20);
  EXPECT_EQ(reading.maps.moved[cell(4, 2)], 0);

  EXPECT_TRUE(reading.paint_and_read(torn)) << "what was torn before has not changed";
  expect_no_steps(reading.maps.change);
  EXPECT_EQ(reading.maps.moved, values(0));
}

TEST(Cells, NothingChangesAfterForgetting) {
  Reading reading;
  reading.paint_and_read([](int, int) { return 100; });
  reading.paint_and_read(torn);
  reading.reader.forget();
  EXPECT_FALSE(reading.paint_and_read([](int, int) { return 30; }));
  expect_no_steps(reading.maps.change);
  EXPECT_EQ(reading.maps.moved, values(0));
}

TEST(Cells, AnotherShapeBeginsAnew) {
  Reading reading;
  reading.paint_and_read(torn);
  Picture other(64, 48);
  other.fill(7);
  EXPECT_FALSE(reading.read(other));
  EXPECT_EQ(reading.maps.mean, BlockValues(12, 7));
  EXPECT_EQ(reading.maps.moved, BlockValues(12, 0));
  EXPECT_TRUE(reading.read(other));
  // So do maps of somebody else.
  reading.paint_and_read(torn);
  reading.maps = {};
  EXPECT_FALSE(reading.paint_and_read(torn));
  EXPECT_EQ(reading.maps.picture.left[cell(3, 2)], kTorn);
}

TEST(Cells, ShadesAreOfLuma) {
  Reading reading;
  reading.paint_and_read([](int x, int y) { return 100 + x % 2 * 8 + y % 2 * 4; });
  EXPECT_EQ(reading.maps.mean, values(106));
  EXPECT_EQ(reading.maps.down, values(4));
  EXPECT_EQ(reading.maps.across[0], 8);
  EXPECT_EQ(reading.maps.across[cell(kCols - 1, 0)], 7.5F) << "the last one has no neighbour";
}

TEST(Cells, ColourIsTheDistanceFromGrey) {
  for (const int chroma_width : {kWidth / 4, kWidth / 2, kWidth}) {
    for (const Picture::Layout layout :
         {Picture::Layout{}, {.depth = 10, .step = 2, .packing = Packing::words_le}}) {
      Picture::Layout smaller = layout;
      smaller.width = chroma_width;
      smaller.height = kHeight / 2;
      Picture luma(kWidth, kHeight), cb(smaller), cr(smaller);
      luma.fill(100);
      paint_by(cb, [&](int x, int) { return x < chroma_width / 2 ? 128 : 90; });
      paint_by(cr, [&](int, int y) { return y < kHeight / 4 ? 128 : 140; });
      CellReader reader;
      CellMaps maps;
      reader.read({.luma = luma.view(), .cb = cb.view(), .cr = cr.view()}, maps);
      EXPECT_EQ(maps.colour[cell(0, 0)], 0);
      EXPECT_EQ(maps.colour[cell(kCols - 1, 0)], 38);
      EXPECT_EQ(maps.colour[cell(0, kRows - 1)], 12);
      EXPECT_EQ(maps.colour[cell(kCols - 1, kRows - 1)], 50);
    }
  }
}

TEST(Cells, AreTheSameInEveryLayout) {
  const Picture::Layout layouts[] = {
      {.padding = 13},
      {.padding = 1, .offset = 3},
      {.step = 2},
      {.step = 4, .padding = 5},
      {.depth = 10, .step = 2, .packing = Packing::words_le},
      {.depth = 10, .shift = 6, .step = 2, .packing = Packing::words_be},
      {.depth = 16, .step = 2, .packing = Packing::words_le},
      {.depth = 10, .packing = Packing::v210},
  };
  for (const auto& [width, height] : {std::pair{131, 50}, {48, 33}, {200, 97}}) {
    for (Picture::Layout layout : layouts) {
      layout.width = width;
      layout.height = height;
      Reading plain, other;
      for (int frame = 0; frame < 3; ++frame) {
        std::mt19937 random(static_cast<unsigned>(frame));
        Picture picture(width, height), same(layout);
        picture.fill_random(random);
        paint_by(same, [&](int x, int y) { return picture.get(x, y); });
        EXPECT_EQ(plain.read(picture), other.read(same));
        expect_equal(plain.maps, other.maps);
      }
    }
  }
}

TEST(Cells, TinyPicturesHaveNone) {
  for (const auto& [width, height] : {std::pair{1, 1}, {15, 15}, {15, 40}, {200, 15}, {2, 16}}) {
    Picture picture(width, height);
    Reading reading;
    EXPECT_FALSE(reading.read(picture));
    EXPECT_TRUE(reading.read(picture));
    EXPECT_EQ(reading.reader.grid().size(), 0U);
    EXPECT_TRUE(reading.maps.mean.empty());
  }
  Picture one(16, 16);
  Reading reading;
  reading.read(one);
  EXPECT_EQ(reading.maps.mean.size(), 1U);
}

TEST(Cells, AllocateNothingOnceTheSizeIsKnown) {
  for (const Picture::Layout layout :
       {Picture::Layout{.width = 333, .height = 77},
        {.width = 333, .height = 77, .depth = 10, .step = 2, .packing = Packing::words_le}}) {
    Picture picture(layout);
    Reading reading;
    const auto frame = [&] { reading.read(picture); };
    EXPECT_GT(allocations_in(frame), 0U) << "the first frame needs memory: is the counter alive?";
    EXPECT_EQ(allocations_in([&] {
                for (int i = 0; i < 10; ++i) frame();
                reading.reader.forget();
                frame();
              }),
              0U);
  }
}

}  // namespace blockiness_cells_test
}  // namespace vqa::test
