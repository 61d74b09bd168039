// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "core/block_map.h"
#include "core/row_sums.h"
#include "support/allocations.h"
#include "support/instruction_sets.h"
#include "support/pictures.h"

namespace vqa::test {
namespace core_block_map_test {

struct Size {
  int width, height;
};
constexpr Size kSizes[] = {{1, 1},  {7, 3},  {16, 16}, {17, 33}, {23, 24},  {24, 23},
                           {31, 1}, {1, 31}, {39, 40}, {64, 64}, {333, 77}, {130, 50}};

struct NamedLayout {
  const char* name;
  Picture::Layout layout;
};
void PrintTo(const NamedLayout& named, std::ostream* out) { *out << named.name; }

constexpr Packing kLe = Packing::words_le, kBe = Packing::words_be;
const NamedLayout kLayouts[] = {
    {"planar8", {}},
    {"packed8step2", {.step = 2}},
    {"packed8step4", {.step = 4}},
    {"planar10le", {.depth = 10, .step = 2, .packing = kLe}},
    {"planar12le", {.depth = 12, .step = 2, .packing = kLe}},
    {"planar16le", {.depth = 16, .step = 2, .packing = kLe}},
    {"planar10be", {.depth = 10, .step = 2, .packing = kBe}},
    {"planar12be", {.depth = 12, .step = 2, .packing = kBe}},
    {"planar16be", {.depth = 16, .step = 2, .packing = kBe}},
    {"p010le", {.depth = 10, .shift = 6, .step = 2, .packing = kLe}},
    {"p010be", {.depth = 10, .shift = 6, .step = 2, .packing = kBe}},
    {"p012le", {.depth = 12, .shift = 4, .step = 2, .packing = kLe}},
    {"packed10step4", {.depth = 10, .shift = 6, .step = 4, .packing = kLe}},
    {"packed16step8", {.depth = 16, .step = 8, .packing = kLe}},
    {"v210", {.depth = 10, .packing = Packing::v210}},
};

Picture::Layout sized(Picture::Layout layout, Size size, int padding = 0, int offset = 0) {
  layout.width = size.width;
  layout.height = size.height;
  layout.padding = padding;
  layout.offset = offset;
  return layout;
}

// The definition of the measurements, pixel by pixel. The change may be that of some rows only.
void naive(const Picture& picture, const Picture& previous, BlockValues& means, BlockValues& change,
           int every = 1) {
  const BlockGrid grid(picture.view().width, picture.view().height);
  std::vector<double> sums(grid.size()), changes(grid.size()), areas(grid.size()),
      compared(grid.size());
  for (int y = 0; y < grid.height; ++y) {
    for (int x = 0; x < grid.width; ++x) {
      const int col = std::min(x / 16, grid.cols - 1), row = std::min(y / 16, grid.rows - 1);
      const auto block = std::size_t(row) * std::size_t(grid.cols) + std::size_t(col);
      const double step = 1 << (picture.view().depth - 8);
      sums[block] += picture.get(x, y) / step;
      areas[block] += 1;
      if (y % every != 0) continue;
      changes[block] += std::abs(picture.get(x, y) / step - previous.get(x, y) / step);
      compared[block] += 1;
    }
  }
  means.clear();
  change.clear();
  for (std::size_t i = 0; i < grid.size(); ++i) {
    means.push_back(static_cast<float>(sums[i] / areas[i]));
    change.push_back(static_cast<float>(changes[i] / compared[i]));
  }
}

void expect_same(const BlockValues& wanted, const BlockValues& found, const char* what) {
  ASSERT_EQ(wanted.size(), found.size()) << what;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_FLOAT_EQ(wanted[i], found[i]) << what << " of block " << i;
  }
}

void expect_as_naive(BlockMapper& mapper, const Picture& picture, const Picture& previous) {
  BlockValues means, both_means, change, naive_means, naive_change;
  naive(picture, previous, naive_means, naive_change);
  mapper.means(picture.view(), means);
  expect_same(naive_means, means, "mean");
  mapper.means_and_change(picture.view(), previous.view(), both_means, change);
  expect_same(naive_means, both_means, "mean with change");
  expect_same(naive_change, change, "change");
}

void expect_activity_as_naive(BlockMapper& mapper, const Picture& picture,
                              const Picture& previous) {
  BlockValues means, activity, naive_means, naive_activity;
  naive(picture, previous, naive_means, naive_activity, 7);
  mapper.means_and_activity(previous.view(), means, activity);
  mapper.means_and_activity(picture.view(), means, activity);
  expect_same(naive_means, means, "mean with activity");
  expect_same(naive_activity, activity, "activity");
}

unsigned highest(const Picture& picture) { return (1U << picture.view().depth) - 1; }

void fill_checkerboard(Picture& picture, unsigned odd) {
  for (int y = 0; y < picture.view().height; ++y) {
    for (int x = 0; x < picture.view().width; ++x) {
      picture.set(x, y, ((x + y) & 1) == static_cast<int>(odd) ? highest(picture) : 0);
    }
  }
}

class BlockMapOfLayout : public testing::TestWithParam<NamedLayout> {};

TEST_P(BlockMapOfLayout, EqualsNaiveReferenceOnRandomPictures) {
  for_each_instruction_set([] {
    std::mt19937 random(7);
    for (const Size size : kSizes) {
      BlockMapper mapper;
      for (const int padding : {0, 3, 32}) {
        SCOPED_TRACE(testing::Message() << size.width << "x" << size.height << "+" << padding);
        Picture picture(sized(GetParam().layout, size, padding));
        Picture previous(sized(GetParam().layout, size, padding));
        picture.fill_random(random);
        previous.fill_random(random);
        expect_as_naive(mapper, picture, previous);
        expect_activity_as_naive(mapper, picture, previous);
      }
    }
  });
}

TEST_P(BlockMapOfLayout, EqualsNaiveReferenceOnExtremePictures) {
  for_each_instruction_set([] {
    for (const Size size : {Size{17, 33}, Size{130, 50}}) {
      BlockMapper mapper;
      Picture least(sized(GetParam().layout, size)), most(sized(GetParam().layout, size));
      Picture even(sized(GetParam().layout, size)), odd(sized(GetParam().layout, size));
      most.fill(highest(most));
      fill_checkerboard(even, 0);
      fill_checkerboard(odd, 1);
      expect_as_naive(mapper, least, least);
      expect_as_naive(mapper, least, most);
      expect_as_naive(mapper, most, least);
      expect_as_naive(mapper, even, odd);
    }
  });
}

// The two pictures of a pair come from different buffers: each has an address and a stride of its
// own, and only one of them may be fit for the fast way.
TEST_P(BlockMapOfLayout, TakesAnyAddressAndStride) {
  std::mt19937 random(3);
  constexpr Size kSize{77, 35};
  for (const int offset : {0, 1, 2, 5}) {
    for (const int previous_offset : {0, 1}) {
      for (const int padding : {0, 1}) {
        SCOPED_TRACE(testing::Message() << offset << "/" << previous_offset << "+" << padding);
        BlockMapper mapper;
        Picture picture(sized(GetParam().layout, kSize, padding, offset));
        Picture previous(sized(GetParam().layout, kSize, 7 * padding + 2, previous_offset));
        picture.fill_random(random);
        previous.fill_random(random);
        expect_as_naive(mapper, picture, previous);
      }
    }
  }
}

TEST_P(BlockMapOfLayout, AllocatesNothingOnceTheSizeIsKnown) {
  Picture picture(sized(GetParam().layout, {333, 77}));
  Picture previous(sized(GetParam().layout, {333, 77}));
  BlockMapper mapper;
  BlockValues means, change;
  const auto frame = [&] {
    mapper.means(picture.view(), means);
    mapper.means_and_change(picture.view(), previous.view(), means, change);
    mapper.means_and_activity(picture.view(), means, change);
  };
  EXPECT_GT(allocations_in(frame), 0U) << "the first frame needs memory: is the counter alive?";
  EXPECT_EQ(allocations_in([&] {
              for (int i = 0; i < 10; ++i) frame();
            }),
            0U);
}

INSTANTIATE_TEST_SUITE_P(Layouts, BlockMapOfLayout, testing::ValuesIn(kLayouts),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(BlockMap, EqualsNaiveReferenceInFullHd) {
  std::mt19937 random(5);
  BlockMapper mapper;
  for (const auto& layout : {Picture::Layout{}, {.depth = 10, .step = 2, .packing = kLe}}) {
    Picture picture(sized(layout, {1920, 1080})), previous(sized(layout, {1920, 1080}));
    picture.fill_random(random);
    previous.fill_random(random);
    expect_as_naive(mapper, picture, previous);
  }
}

TEST(BlockMap, ReadsLinesThatLieUpsideDown) {
  std::mt19937 random(11);
  Picture picture(70, 40);
  picture.fill_random(random);
  PlaneView flipped = picture.view();
  flipped.data = picture.view().row(39);
  flipped.stride = -picture.view().stride;
  Picture upright(70, 40);
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 70; ++x) upright.set(x, y, picture.get(x, 39 - y));
  }
  BlockMapper mapper;
  BlockValues wanted, found;
  mapper.means(upright.view(), wanted);
  mapper.means(flipped, found);
  expect_same(wanted, found, "mean");
}

TEST(BlockMap, OneMapperServesChangingSizesAndDepths) {
  std::mt19937 random(13);
  BlockMapper mapper;
  for (int round = 0; round < 60; ++round) {
    const Size size = kSizes[random() % std::size(kSizes)];
    const NamedLayout& named = kLayouts[random() % std::size(kLayouts)];
    SCOPED_TRACE(testing::Message() << named.name << " " << size.width << "x" << size.height);
    Picture picture(sized(named.layout, size)), previous(sized(named.layout, size));
    picture.fill_random(random);
    previous.fill_random(random);
    expect_as_naive(mapper, picture, previous);
    expect_activity_as_naive(mapper, picture, previous);
    EXPECT_EQ(mapper.grid(), BlockGrid(size.width, size.height));
  }
}

TEST(BlockMap, MayLookAtSomeRowsOnly) {
  Picture picture(40, 40);
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 40; ++x) picture.set(x, y, y % 16 % 4 == 0 ? 80 : 200);
  BlockMapper mapper(4);
  BlockValues means;
  mapper.means(picture.view(), means);
  EXPECT_EQ(means, BlockValues(mapper.grid().size(), 80.F));
}

TEST(BlockMap, SeesNoActivityWithoutAPictureToHoldAgainst) {
  std::mt19937 random(17);
  Picture small(40, 24), large(64, 48);
  small.fill_random(random);
  large.fill_random(random);
  BlockMapper mapper;
  BlockValues means, activity;
  for (const Picture* picture : {&small, &large}) {
    mapper.means_and_activity(picture->view(), means, activity);
    EXPECT_EQ(activity, BlockValues(mapper.grid().size(), 0.F)) << "first of this size";
    mapper.means_and_activity(picture->view(), means, activity);
    EXPECT_EQ(activity, BlockValues(mapper.grid().size(), 0.F)) << "the same again";
  }
}

TEST(BlockMap, CountsInLumaStepsOf255AtEveryDepth) {
  for (const auto& named : kLayouts) {
    SCOPED_TRACE(named.name);
    Picture picture(sized(named.layout, {40, 40})), previous(sized(named.layout, {40, 40}));
    picture.fill(100U << (named.layout.depth - 8));
    previous.fill(96U << (named.layout.depth - 8));
    BlockMapper mapper;
    BlockValues means, change;
    mapper.means_and_change(picture.view(), previous.view(), means, change);
    EXPECT_EQ(means, BlockValues(mapper.grid().size(), 100.F));
    EXPECT_EQ(change, BlockValues(mapper.grid().size(), 4.F));
  }
}

TEST(BlockGrid, CoversEveryPixelOnceWithBlocksOf8To23) {
  for (int width = 1; width <= 200; ++width) {
    for (const int height : {1, 8, 23, 24, 90, 1080}) {
      const BlockGrid grid(width, height);
      ASSERT_EQ(grid.left(0), 0);
      ASSERT_EQ(grid.top(0), 0);
      ASSERT_EQ(grid.right(grid.cols - 1), width);
      ASSERT_EQ(grid.bottom(grid.rows - 1), height);
      ASSERT_EQ(grid.size(), static_cast<std::size_t>(grid.cols * grid.rows));
      for (int col = 0; col < grid.cols; ++col) {
        const int size = grid.right(col) - grid.left(col);
        if (col > 0) {
          ASSERT_EQ(grid.left(col), grid.right(col - 1));
        }
        ASSERT_GE(size, std::min(width, 8)) << width;
        ASSERT_LE(size, 23) << width;
      }
      for (int row = 1; row < grid.rows; ++row) {
        ASSERT_EQ(grid.top(row), grid.bottom(row - 1));
      }
    }
  }
}

TEST(BlockGrid, JoinsARestOfLessThanHalfABlock) {
  EXPECT_EQ(BlockGrid(16, 16).cols, 1);
  EXPECT_EQ(BlockGrid(23, 16).cols, 1);
  EXPECT_EQ(BlockGrid(24, 16).cols, 2);
  EXPECT_EQ(BlockGrid(1920, 1080).cols, 120);
  EXPECT_EQ(BlockGrid(1920, 1080).rows, 68);  // 67 whole ones, and one of 8 lines
}

TEST(RowSums, AddToWhatIsThere) {
  for_each_instruction_set([] {
    const std::vector<std::uint8_t> row(40, 3), previous(40, 5);
    std::vector<std::uint64_t> sums(6, 100), changes(6, 1000);
    add_row(row.data(), previous.data(), 35, sums.data(), changes.data());
    EXPECT_EQ(sums, (std::vector<std::uint64_t>{124, 124, 124, 124, 109, 100}));
    EXPECT_EQ(changes, (std::vector<std::uint64_t>{1016, 1016, 1016, 1016, 1006, 1000}));
    const std::vector<std::uint16_t> words(20, 65535);
    std::vector<std::uint64_t> word_sums(6, 1);
    add_row(words.data(), 18, word_sums.data());
    EXPECT_EQ(word_sums, (std::vector<std::uint64_t>{262141, 262141, 262141, 262141, 131071, 1}));
  });
}

}  // namespace core_block_map_test
}  // namespace vqa::test
