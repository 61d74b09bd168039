// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>

#include "freeze/rest.h"

namespace vqa {
namespace freeze_rest_test {

constexpr float kNoise = 3;
constexpr std::size_t kBlocks = 100;

// Shows maps of 100 blocks to a Rest, 25 a second.
class Player {
 public:
  explicit Player(double live_share) : rest_(live_share) {}

  const Rest& rest() const { return rest_; }
  Time last() const { return last_; }
  auto live_count() const { return std::count(rest_.live().begin(), rest_.live().end(), 1); }
  void mask(std::size_t count) { std::fill_n(masked_.begin(), count, 1); }

  /// The picture after blocks `from` to `to` changed by `by` luma steps.
  void change(std::size_t from, std::size_t to, float by) {
    for (std::size_t i = from; i < to; ++i) map_[i] += by;
    show();
  }
  /// All of it changes at once, and stays.
  void pop(float by, int frames) {
    change(0, kBlocks, by);
    show(frames);
  }
  void show(int frames = 1) {
    for (int i = 0; i < frames; ++i) {
      last_ = frames_++ * 40ms;
      rest_.follow(last_, map_, previous_, masked_, kNoise);
      previous_ = map_;
    }
  }

 private:
  Rest rest_;
  BlockValues map_ = BlockValues(kBlocks, 100), previous_ = map_;
  BlockFlags masked_ = BlockFlags(kBlocks, 0);
  Time last_{};
  int frames_ = 0;
};

TEST(Rest, BeginsWithTheFirstFrame) {
  Player player(0);
  EXPECT_FALSE(player.rest().begun());
  player.show(10);
  EXPECT_TRUE(player.rest().begun());
  EXPECT_EQ(player.rest().start(), 0ms);
  EXPECT_EQ(player.rest().frames(), 9);
}

TEST(Rest, GoesOnThroughNoise) {
  Player player(0);
  player.show(5);
  for (int i = 0; i < 20; ++i) player.change(0, kBlocks, i % 2 == 0 ? 2.9F : -2.9F);
  EXPECT_EQ(player.rest().start(), 0ms);
  EXPECT_NEAR(player.rest().change(), 0, 0.01);
}

TEST(Rest, EndsWithMotion) {
  Player player(0);
  player.show(5);
  player.change(0, 2, 20);
  EXPECT_EQ(player.rest().start(), player.last());
  EXPECT_EQ(player.rest().frames(), 0);
}

TEST(Rest, OneBlockMayAlwaysLive) {
  Player player(0);
  player.show(5);
  for (int i = 0; i < 20; ++i) player.change(7, 8, i % 2 == 0 ? 50 : -50);
  EXPECT_EQ(player.rest().start(), 0ms);
  EXPECT_EQ(player.live_count(), 1);
  EXPECT_EQ(player.rest().live()[7], 1);
}

TEST(Rest, AsManyBlocksMayLiveAsAreAllowed) {
  Player player(0.1);
  player.show(5);
  player.change(0, 5, 50);
  player.change(5, 10, 50);
  EXPECT_EQ(player.rest().start(), 0ms);
  EXPECT_EQ(player.live_count(), 10);
  player.change(10, 12, 50);
  EXPECT_EQ(player.rest().start(), player.last()) << "one too many";
  EXPECT_EQ(player.live_count(), 0);
}

TEST(Rest, TheShareIsOfWhatIsNotMasked) {
  Player player(0.1);
  player.mask(50);
  player.show(5);
  player.change(50, 55, 50);
  EXPECT_EQ(player.rest().start(), 0ms);
  player.change(55, 57, 50);
  EXPECT_EQ(player.rest().start(), player.last());
}

TEST(Rest, WhatIsMaskedNeitherLivesNorMoves) {
  Player player(0);
  player.mask(50);
  player.show(5);
  for (int i = 0; i < 10; ++i) player.change(0, 50, 5);
  EXPECT_EQ(player.rest().start(), 0ms);
  EXPECT_EQ(player.live_count(), 0);
  EXPECT_EQ(player.rest().change(), 0);
}

TEST(Rest, TheChangeIsThatOfWhatDoesNotLive) {
  Player player(0.1);
  player.show(5);
  player.change(0, 5, 50);
  player.change(50, 60, 2);
  EXPECT_FLOAT_EQ(player.rest().change(), 2);
}

TEST(Rest, TwoFramesThatLookDifferentAreBridged) {
  Player player(0);
  player.show(10);
  player.pop(5, 1);
  player.pop(-5, 10);
  EXPECT_EQ(player.rest().start(), 0ms);
}

TEST(Rest, AKeyframeMayCodeThePictureAnew) {
  Player player(0);
  player.show(10);
  player.pop(5, 20);
  EXPECT_EQ(player.rest().start(), 0ms);
  EXPECT_NEAR(player.rest().change(), 0, 0.01) << "what it looks like now is the anchor";
}

TEST(Rest, KeyframesDoNotFollowEachOtherAtOnce) {
  Player player(0);
  player.show(10);
  for (int i = 0; i < 4; ++i) {
    player.pop(5, 3);
  }
  EXPECT_GT(player.rest().start(), 0ms);
}

TEST(Rest, NoKeyframeChangesThatMuch) {
  Player player(0);
  player.show(10);
  player.pop(9.5F, 20);
  EXPECT_EQ(player.rest().start(), 400ms);
}

TEST(Rest, WhatTakesItsTimeIsNoKeyframe) {
  Player player(0);
  player.show(10);
  for (int i = 0; i < 25; ++i) player.change(0, kBlocks, 0.8F);
  EXPECT_GT(player.rest().start(), 400ms);
}

TEST(Rest, AnEncoderMayImproveThePictureSlowly) {
  Player player(0);
  player.show(30);
  for (int i = 0; i < 4; ++i) player.change(0, kBlocks, 1);
  player.show(20);
  EXPECT_EQ(player.rest().start(), 0ms);
}

TEST(Rest, AfterAResetItBeginsAnew) {
  Player player(0);
  player.show(10);
  Rest rest = player.rest();
  rest.reset();
  EXPECT_FALSE(rest.begun());
  EXPECT_EQ(rest.frames(), 0);
  EXPECT_EQ(std::count(rest.live().begin(), rest.live().end(), 1), 0);
}

TEST(Rest, APictureOfOneBlockMoves) {
  Rest rest(0.1);
  const BlockFlags none(1, 0);
  BlockValues map(1, 100), previous = map;
  for (int i = 0; i < 10; ++i) rest.follow(i * 40ms, map, previous, none, kNoise);
  EXPECT_EQ(rest.start(), 0ms);
  map[0] = 150;
  rest.follow(400ms, map, previous, none, kNoise);
  EXPECT_EQ(rest.start(), 400ms);
}

}  // namespace freeze_rest_test
}  // namespace vqa
