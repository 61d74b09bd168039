// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "freeze/evidence.h"

namespace vqa {
namespace freeze_evidence_test {

using Says = Evidence::Says;

constexpr std::size_t kBlocks = 240;
constexpr Time kFrame = 40ms;

BlockValues scene(double phase, double seed = 0) {
  BlockValues map(kBlocks);
  for (std::size_t i = 0; i < kBlocks; ++i) {
    const auto k = static_cast<double>(i);
    map[i] = static_cast<float>(128 + 60 * std::sin(phase + 1.3 * k + seed * k * k));
  }
  return map;
}

BlockValues mixed(const BlockValues& a, const BlockValues& b, float share) {
  BlockValues map(kBlocks);
  for (std::size_t i = 0; i < kBlocks; ++i) map[i] = a[i] * (1 - share) + b[i] * share;
  return map;
}

// A history of what was shown, frame by frame.
class Seen {
 public:
  Seen() { history_.reset(kBlocks); }

  void show(const BlockValues& map) {
    map_ = map;
    for (float& block : map_) block += noise_ * normal_(random_);
    BlockValues activity(kBlocks, grain_);
    for (std::size_t i = 0; i < shown_.size(); ++i) activity[i] += std::abs(map[i] - shown_[i]);
    history_.push(frames_++ * kFrame, map_, activity);
    shown_ = map;
  }
  /// The scene in motion, in its first `blocks` only.
  void move(int frames, double step = 0.2, std::size_t blocks = kBlocks) {
    for (int i = 0; i < frames; ++i) {
      phase_ += step;
      BlockValues map = shown_.empty() ? scene(phase_) : shown_;
      const BlockValues moved = scene(phase_);
      std::copy_n(moved.begin(), blocks, map.begin());
      show(map);
    }
  }
  void hold(int frames) {
    for (int i = 0; i < frames; ++i) show(BlockValues(shown_));
  }
  /// Stands still from here on, and is weighed.
  Evidence rest(bool whole = true) {
    const Time stop = last();
    hold(50);
    return weigh(stop, whole);
  }
  void set_noise(float noise) { noise_ = noise; }
  /// Change of the pixels that cancels out in each block: sensor noise, as far as it was coded.
  void set_grain(float grain) { grain_ = grain; }
  double phase() const { return phase_; }
  const BlockValues& shown() const { return shown_; }
  Time last() const { return (frames_ - 1) * kFrame; }

  Evidence weigh(Time rest, bool whole = true, std::size_t ignored = 0) {
    BlockFlags flags(kBlocks, 0);
    std::fill_n(flags.begin(), ignored, 1);
    return scale_.weigh(history_, rest, flags, whole);
  }

 private:
  History history_;
  EvidenceScale scale_;
  BlockValues shown_, map_;
  double phase_ = 0;
  int frames_ = 0;
  float noise_ = 0, grain_ = 0;
  std::mt19937 random_{1};
  std::normal_distribution<float> normal_;
};

TEST(Evidence, EverythingStoppedAtOnce) {
  Seen seen;
  seen.move(75);
  const Time stop = seen.last();
  seen.hold(50);
  const Evidence found = seen.weigh(stop);
  EXPECT_EQ(found.says, Says::stopped);
  EXPECT_EQ(found.onset, stop);
  EXPECT_GT(found.motion, 5);
  EXPECT_LT(found.motion_left, 0.01);
  EXPECT_LT(found.energy_left, 0.01);
  EXPECT_GT(found.breadth, 0.9);
}

TEST(Evidence, CodingNoiseDoesNotHideIt) {
  Seen seen;
  seen.set_noise(0.2F);
  seen.move(75);
  EXPECT_EQ(seen.rest().says, Says::stopped);
}

TEST(Evidence, TheOnsetMayLieBeforeTheAnchor) {
  Seen seen;
  seen.move(75);
  const Time stop = seen.last();
  seen.hold(50);
  const Evidence found = seen.weigh(stop + 10 * kFrame);
  EXPECT_EQ(found.says, Says::stopped);
  EXPECT_EQ(found.onset, stop);
}

TEST(Evidence, NothingIsKnownOfTheFirstPicture) {
  Seen seen;
  seen.show(scene(0));
  seen.hold(50);
  EXPECT_EQ(seen.weigh(0ms).says, Says::too_early);
  EXPECT_EQ(seen.weigh(40ms).says, Says::too_early);
}

TEST(Evidence, NothingIsKnownWhereAllIsIgnored) {
  Seen seen;
  seen.move(75);
  seen.hold(50);
  EXPECT_EQ(seen.weigh(74 * kFrame, true, kBlocks).says, Says::too_early);
}

TEST(Evidence, WhatNeverMovedDidNotStop) {
  Seen seen;
  seen.set_noise(0.1F);
  seen.move(1);
  seen.hold(150);
  EXPECT_EQ(seen.weigh(80 * kFrame).says, Says::never_moved);
}

TEST(Evidence, ALittleMotionIsLeftOfWhoKeepsStill) {
  Seen seen;
  seen.move(75, 0.2);
  const Time stop = seen.last();
  seen.move(50, 0.08);
  EXPECT_EQ(seen.weigh(stop).says, Says::goes_on);
}

TEST(Evidence, ACutToAPictureThatStands) {
  Seen seen;
  seen.move(75, 0.05);
  seen.show(scene(0, 2.1));
  EXPECT_EQ(seen.rest().says, Says::came_by_cut);
}

TEST(Evidence, MotionThatGetsFasterIsNoCut) {
  Seen seen;
  for (int i = 0; i < 35; ++i) {
    seen.move(1, 0.03);
    seen.move(1, -0.03);
  }
  for (const double step : {0.1, 0.15}) seen.move(1, step);
  EXPECT_EQ(seen.rest().says, Says::stopped);
}

TEST(Evidence, ACutAfterManyOthers) {
  Seen seen;
  for (int shot = 1; shot < 10; ++shot)
    for (int i = 0; i < 8; ++i) seen.show(scene(0.02 * i, 0.3 * shot));
  seen.show(scene(0, 0.1));
  EXPECT_EQ(seen.rest().says, Says::came_by_cut);
}

TEST(Evidence, ACutThatTakesTwoFrames) {
  Seen seen;
  seen.move(75, 0.05);
  const BlockValues slate = scene(0, 2.1);
  for (const float share : {0.8F, 1.0F}) seen.show(mixed(seen.shown(), slate, share));
  EXPECT_EQ(seen.rest().says, Says::came_by_cut);
}

TEST(Evidence, ACutThatGetsSharpUntilTheNextKeyFrame) {
  Seen seen;
  seen.move(75, 0.1);
  const BlockValues slate = scene(0, 2.1);
  seen.show(mixed(seen.shown(), slate, 0.8F));
  for (int i = 0; i < 12; ++i) seen.show(mixed(seen.shown(), slate, 0.25F));
  EXPECT_EQ(seen.rest().says, Says::came_by_cut);
}

TEST(Evidence, APictureThatGetsDarkerForALongTime) {
  Seen seen;
  seen.move(30, 0.002);
  const BlockValues full = seen.shown();
  for (int i = 1; i <= 60; ++i) {
    BlockValues map = full;
    for (float& block : map) block *= 1 - 0.014F * static_cast<float>(i);
    seen.show(map);
  }
  EXPECT_EQ(seen.rest().says, Says::came_by_fade);
}

TEST(Evidence, ADissolveIntoAPictureThatStands) {
  Seen seen;
  seen.move(60, 0.01);
  const BlockValues from = seen.shown(), to = scene(0, 2.1);
  for (int i = 1; i <= 20; ++i) seen.show(mixed(from, to, static_cast<float>(i) / 20));
  EXPECT_EQ(seen.rest().says, Says::came_by_fade);
}

TEST(Evidence, ACameraThatStops) {
  Seen seen;
  seen.move(60, 0.2);
  for (int i = 15; i > 0; --i) seen.move(1, 0.2 * i / 16);
  EXPECT_EQ(seen.rest().says, Says::came_to_rest);
}

TEST(Evidence, AnEncoderThatTakesAFewFramesToStop) {
  Seen seen;
  seen.move(60, 0.2);
  for (const double step : {0.12, 0.06, 0.03}) seen.move(1, step);
  EXPECT_EQ(seen.rest().says, Says::stopped);
}

TEST(Evidence, SomebodyWhoLeaves) {
  Seen seen;
  seen.set_noise(0.1F);
  seen.move(60, 0.4, kBlocks / 2);
  for (int i = 12; i > 0; --i) seen.move(1, 0.4, static_cast<std::size_t>(2 * i));
  seen.move(10, 0.05, 4);
  EXPECT_EQ(seen.rest().says, Says::came_to_rest);
}

TEST(Evidence, ACutThatTakesAFewFramesToGetSharp) {
  Seen seen;
  seen.move(75, 0.05);
  const BlockValues slate = scene(0, 2.1);
  for (const float share : {0.99F, 0.5F, 1.0F}) seen.show(mixed(seen.shown(), slate, share));
  EXPECT_EQ(seen.rest().says, Says::came_by_cut);
}

TEST(Evidence, OnlyTheSceneSinceTheLastCutCounts) {
  Seen seen;
  seen.move(60, 0.05);
  seen.show(scene(0, 2.1));
  const Time cut = seen.last();
  seen.hold(80);
  EXPECT_EQ(seen.weigh(cut).says, Says::came_by_cut);
  EXPECT_EQ(seen.weigh(cut + 40 * kFrame).says, Says::never_moved);
}

// With a live area it could as well be a hand that comes to rest in front of a wall, while the face
// goes on talking.
TEST(Evidence, NarrowMotionTellsEnoughOfAWholePictureAlone) {
  Seen seen;
  seen.move(1);
  seen.move(75, 0.2, kBlocks / 8);
  const Time stop = seen.last();
  EXPECT_EQ(seen.rest(true).says, Says::stopped);
  EXPECT_EQ(seen.weigh(stop, false).says, Says::goes_on);
}

TEST(Evidence, NarrowMotionThatStopsAtFullSpeedBesideANoisyWall) {
  Seen seen;
  seen.set_noise(0.15F);
  seen.move(75, 0.2, kBlocks / 10);
  EXPECT_EQ(seen.rest(true).says, Says::stopped);
}

TEST(Evidence, NarrowMotionOfACameraWhoseNoiseIsGone) {
  for (const float grain_left : {0.F, 0.5F}) {
    Seen seen;
    seen.set_noise(0.15F);
    seen.set_grain(0.5F);
    seen.move(75, 0.2, kBlocks / 8);
    const Time stop = seen.last();
    seen.set_grain(grain_left);
    seen.hold(50);
    EXPECT_EQ(seen.weigh(stop, false).says, grain_left > 0 ? Says::goes_on : Says::stopped);
  }
}

TEST(Evidence, AMouthThatStopsIsTooLittle) {
  Seen seen;
  seen.set_noise(0.15F);
  seen.move(75, 0.2, kBlocks / 40);
  EXPECT_EQ(seen.rest(true).says, Says::goes_on);
}

TEST(Evidence, APageThatTurnsIsNarrowAndShort) {
  Seen seen;
  seen.move(60, 0.02);
  seen.show(scene(0, 2.1));
  seen.move(25, 0.2, kBlocks / 10);
  EXPECT_EQ(seen.rest().says, Says::goes_on);
}

TEST(Evidence, SomebodyIsGoneFromOneFrameToTheNext) {
  Seen seen;
  seen.move(40, 0.3);
  seen.move(35, 0.01);
  seen.move(1, 0.08);
  EXPECT_EQ(seen.rest().says, Says::came_by_cut);
}

TEST(Evidence, MotionThatWasOverLongBefore) {
  Seen seen;
  seen.set_noise(0.05F);
  seen.move(60, 0.4);
  seen.move(10, 0.2, 2);
  EXPECT_EQ(seen.rest().says, Says::came_to_rest);
}

TEST(Evidence, AKeyFrameLongAfterTheMotionWasOver) {
  Seen seen;
  seen.move(25, 0.4);
  seen.hold(9);
  BlockValues pop = seen.shown();
  pop[0] += 4;
  pop[1] += 4;
  seen.show(pop);
  EXPECT_EQ(seen.rest().says, Says::came_to_rest);
}

TEST(Evidence, WideMotionTellsEnoughOfBoth) {
  Seen seen;
  seen.move(75);
  const Time stop = seen.last();
  seen.move(50, 0.2, 20);
  EXPECT_EQ(seen.weigh(stop, false, 20).says, Says::stopped);
  EXPECT_EQ(seen.weigh(stop, false, 0).says, Says::goes_on);
}

}  // namespace freeze_evidence_test
}  // namespace vqa
