// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>

#include "core/block_map.h"
#include "core/mask.h"

namespace vqa {
namespace core_mask_test {

// The blocks of a mask, one character a block, rows separated by spaces: "#" is masked.
std::string drawn(std::string_view text, int width, int height) {
  std::string problem;
  const auto mask = Mask::parse(text, problem);
  if (!mask) return "no mask: " + problem;
  const BlockGrid grid(width, height);
  const auto flags = mask->blocks(grid);
  if (flags.size() != grid.size()) return "wrong size";
  std::string picture;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (i > 0 && i % static_cast<std::size_t>(grid.cols) == 0) picture += ' ';
    picture += flags[i] != 0 ? '#' : '.';
  }
  return picture;
}

TEST(Mask, OfNothingMasksNothing) {
  for (const char* text : {"", " ", ";", " ; ;"}) {
    std::string problem;
    const auto mask = Mask::parse(text, problem);
    ASSERT_TRUE(mask) << problem;
    EXPECT_TRUE(mask->empty());
    EXPECT_EQ(drawn(text, 64, 32), ".... ....");
  }
  EXPECT_TRUE(Mask().empty());
}

TEST(Mask, MasksEachBlockThatAPixelOfItLiesIn) {
  EXPECT_EQ(drawn("0,0,16,16", 64, 32), "#... ....");
  EXPECT_EQ(drawn("15,15,1,1", 64, 32), "#... ....");
  EXPECT_EQ(drawn("15,15,2,2", 64, 32), "##.. ##..");
  EXPECT_EQ(drawn("16,16,32,16", 64, 32), ".... .##.");
}

TEST(Mask, KnowsTheLargerBlocksAtTheEdges) {
  EXPECT_EQ(drawn("69,0,1,1", 70, 16), "...#");   // 70 pixels are 3 blocks and one of 22
  EXPECT_EQ(drawn("71,0,1,1", 72, 16), "....#");  // 72 have a fifth, of 8
}

TEST(Mask, CountsPercentOfThePictureItMeets) {
  EXPECT_EQ(drawn("0,50%,100%,50%", 64, 32), ".... ####");
  EXPECT_EQ(drawn("50%,0,25%,16", 64, 32), "..#. ....");
  EXPECT_EQ(drawn("50%,0,25%,16", 128, 16), "....##..");
  EXPECT_EQ(drawn("0,0,12.5%,100%", 128, 32), "#....... #.......");
}

TEST(Mask, UnitesItsRectangles) {
  EXPECT_EQ(drawn("0,0,16,16;48,16,16,16", 64, 32), "#... ...#");
  EXPECT_EQ(drawn(" 0 , 0 , 16 , 16 ;\n 48,16, 100 % ,16; ", 64, 32), "#... ...#");
}

TEST(Mask, MayReachBeyondThePicture) {
  EXPECT_EQ(drawn("48,0,9999,9999", 64, 32), "...# ...#");
  EXPECT_EQ(drawn("1600,60,220,90", 64, 32), ".... ....");
  EXPECT_EQ(drawn("0,0,1e9,1e9", 64, 32), "#### ####");
}

TEST(Mask, WithoutAreaMasksNothing) {
  EXPECT_EQ(drawn("20,4,0,8", 64, 32), ".... ....");
  EXPECT_EQ(drawn("20,4,8,0%", 64, 32), ".... ....");
}

TEST(Mask, SaysWhatIsWrongAndHowToWriteIt) {
  for (const char* part :
       {"1,2,3", "1,2,3,4,5", "a,b,c,d", "1,2,3,", "1,2,3,4x", "-1,0,5,5", "1,2,3,nan", "1,2,3,inf",
        "1,2,3,1e999", "1,2,3,4%%", "1 2 3 4", "%,%,%,%", "0x1,0,1,1"}) {
    std::string problem;
    EXPECT_FALSE(Mask::parse("0,0,1,1; " + std::string(part) + " ;0,0,2,2", problem)) << part;
    EXPECT_NE(problem.find("\"" + std::string(part) + "\""), std::string::npos) << problem;
    EXPECT_NE(problem.find("x,y,width,height"), std::string::npos) << problem;
  }
}

TEST(Mask, OfAnEmptyGridIsEmpty) {
  std::string problem;
  const auto mask = Mask::parse("0,0,100%,100%", problem);
  ASSERT_TRUE(mask) << problem;
  EXPECT_FALSE(mask->empty());
  EXPECT_TRUE(mask->blocks(BlockGrid()).empty());
}

}  // namespace core_mask_test
}  // namespace vqa
