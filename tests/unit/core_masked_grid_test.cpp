// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>

#include "core/masked_grid.h"

namespace vqa {
namespace core_masked_grid_test {

Mask mask_of(const char* text) {
  std::string problem;
  const auto mask = Mask::parse(text, problem);
  EXPECT_TRUE(mask) << problem;
  return mask.value_or(Mask());
}

TEST(MaskedGrid, SaysWhenThePictureHasOtherBlocks) {
  MaskedGrid blocks;
  EXPECT_EQ(blocks.seen(), 0U);
  EXPECT_TRUE(blocks.fit(BlockGrid(64, 32)));
  EXPECT_FALSE(blocks.fit(BlockGrid(64, 32)));
  EXPECT_TRUE(blocks.fit(BlockGrid(64, 48)));
  EXPECT_EQ(blocks.grid(), BlockGrid(64, 48));
  EXPECT_EQ(blocks.masked(), BlockFlags(12, 0));
  EXPECT_EQ(blocks.seen(), 12U);
}

TEST(MaskedGrid, AppliesItsMaskToAnyPicture) {
  MaskedGrid blocks;
  blocks.set_mask(mask_of("0,0,50%,100%"));
  blocks.fit(BlockGrid(64, 32));
  EXPECT_EQ(blocks.masked(), (BlockFlags{1, 1, 0, 0, 1, 1, 0, 0}));
  EXPECT_EQ(blocks.seen(), 4U);
  blocks.fit(BlockGrid(32, 16));
  EXPECT_EQ(blocks.masked(), (BlockFlags{1, 0}));
  blocks.set_mask(mask_of("0,0,100%,100%"));
  EXPECT_EQ(blocks.seen(), 0U);
  blocks.set_mask(Mask());
  EXPECT_EQ(blocks.seen(), 2U);
}

}  // namespace core_masked_grid_test
}  // namespace vqa
