// SPDX-License-Identifier: LGPL-2.1-or-later
#include <random>

#include "unit/freeze_show.h"

namespace vqa::test {
namespace freeze_test {

TEST(Freeze, MotionIsNoNews) {
  Show show;
  show.move(20s);
  show.finish("eos");
  EXPECT_EQ(show.log(), Lines{});
}

TEST(Freeze, FromTheLastFrameThatMovedToTheFirstThatMovesAgain) {
  Show show;
  show.move(3s);  // the last one at 2.96
  show.hold(7s);  // the last one at 9.96
  show.move(3s);
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000",
                               "update critical #1 @7960 start 2960 lasted 5000",
                               "end critical #1 @11000 start 2960 lasted 7040 cleared"}));
}

TEST(Freeze, TellsWhatItMeasured) {
  Show show;
  show.move(3s);
  show.hold(3s);
  ASSERT_EQ(show.events().size(), 1U);
  const Event& begin = show.events()[0];
  EXPECT_EQ(begin.detector, "freeze");
  EXPECT_EQ(begin.kind, "freeze");
  EXPECT_EQ(begin.unit, "level");
  EXPECT_EQ(begin.value, 0);
  EXPECT_EQ(begin.threshold, FreezeConfig{}.noise);
  EXPECT_EQ(begin.confidence, 1);
}

TEST(Freeze, APictureThatNeverMovedIsStill) {
  Show show;
  show.frame(show.scene());
  show.hold(30s);
  EXPECT_EQ(show.log(), (Lines{"still begin info #1 @2000 start 0 lasted 2000 unknown"}));
  EXPECT_EQ(show.sample().confidence, 1) << "it is known to stand still";
  EXPECT_GE(show.sample().duration, 29s);
}

TEST(Freeze, APictureThatCameByACutIsStill) {
  Show show;
  show.move(3s);
  show.frame(kSlate);
  show.hold(30s);
  EXPECT_EQ(show.log(), (Lines{"still begin info #1 @5000 start 3000 lasted 2000 cut"}));
}

TEST(Freeze, AStillPictureEndsWithMotion) {
  Show show;
  show.frame(kSlate);
  show.hold(4s);
  show.move(3s);
  EXPECT_EQ(show.log(), (Lines{"still begin info #1 @2000 start 0 lasted 2000 unknown",
                               "still end info #1 @5040 start 0 lasted 4040 cleared"}));
}

TEST(Freeze, AShortHoldIsNotFrozen) {
  Show show;
  for (int i = 0; i < 4; ++i) {
    show.move(2s);
    show.hold(1920ms);
  }
  show.move(2s);
  EXPECT_EQ(show.log(), Lines{});
}

TEST(Freeze, AFlatPictureHasNothingThatCouldMove) {
  Show show;
  show.move(3s);
  show.play(20s, [](int) { return kGrey; });
  EXPECT_EQ(show.log(), Lines{});
  const Event sample = show.sample();
  EXPECT_EQ(sample.phase, Phase::sample);
  EXPECT_EQ(sample.confidence, 0);
  EXPECT_EQ(reason_of(sample), "flat picture");
}

TEST(Freeze, NothingIsKnownWhereAllIsMasked) {
  Show show;
  std::string problem;
  show.freeze().set_mask(*Mask::parse("0,0,100%,100%", problem));
  show.move(3s);
  show.hold(20s);
  EXPECT_EQ(show.log(), Lines{});
  EXPECT_EQ(show.sample().confidence, 0);
  EXPECT_EQ(reason_of(show.sample()), "all masked");
}

TEST(Freeze, TheFirstFrameAloneSaysNothing) {
  Show show;
  show.frame(show.scene());
  EXPECT_EQ(show.sample().confidence, 0);
  EXPECT_EQ(reason_of(show.sample()), "first frame");
  show.again();
  EXPECT_EQ(show.sample().confidence, 1);
  EXPECT_EQ(reason_of(show.sample()), "");
}

TEST(Freeze, ASampleTellsTheChangeOfThePicture) {
  Show show;
  show.move(2s);
  EXPECT_GT(show.sample().value, FreezeConfig{}.noise);
  show.hold(1s);
  EXPECT_EQ(show.sample().value, 0);
  EXPECT_EQ(show.sample().kind, "freeze");
  EXPECT_EQ(show.sample().incident, 0U);
}

// A clock of 48x32 pixels that shows something else each second.
Sample with_clock(Sample below, int second) {
  return [below = std::move(below), second](int x, int y) -> double {
    if (x < 112 || x >= 160 || y < 16 || y >= 48) return below(x, y);
    const auto cell = static_cast<unsigned>(x / 8 * 31 + y / 8 * 17 + second * 57);
    return (cell * 2654435761U >> 13) % 2 == 0 ? 235 : 16;
  };
}

TEST(Freeze, ASlideWithATickingClockIsNotFrozen) {
  Show show;
  show.move(3s);
  show.play(20s, [&](int i) { return with_clock(kSlate, i / 25); });
  EXPECT_EQ(show.log(), Lines{});
}

TEST(Freeze, APictureThatStoppedUnderATickingClockIs) {
  Show show;
  show.move(3s);
  const Sample still = show.scene();
  show.play(4s, [&](int i) { return with_clock(still, i); });
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000"}));
  const Details& details = show.events().front().details;
  ASSERT_EQ(details.size(), 4U);
  EXPECT_EQ(details[0].first, "live_area");
  EXPECT_NEAR(std::get<double>(details[0].second), 6 / 66.0, 0.001);
  EXPECT_EQ(details[1], (std::pair<std::string, Detail>("live_box", "112,16,48,32")));
}

TEST(Freeze, WhatGoesOnLivingDoesNotKeepAFreezeOpen) {
  Show show;
  show.move(3s);
  const Sample still = show.scene();
  show.play(4s, [&](int i) { return with_clock(still, i); });
  show.move(2s);
  EXPECT_EQ(show.log().size(), 2U);
}

// An encoder that has bits to spare codes a block anew here and there.
TEST(Freeze, SingleBlocksThatGetBetterAreNoScene) {
  Show show;
  show.move(3s);
  const Sample still = show.scene();
  show.play(4s, [&](int i) {
    return Sample([=](int x, int y) {
      const bool alone = x / 16 % 2 == 0 && y / 16 == 2;
      return still(x, y) + (alone && i > 15 + x / 16 ? 6 : 0);
    });
  });
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000"}));
}

TEST(Freeze, AMaskedClockOverAHeldPictureIsFrozen) {
  Show show;
  std::string problem;
  show.freeze().set_mask(*Mask::parse("112,16,48,32", problem));
  show.move(3s);
  const Sample still = show.scene();
  show.play(4s, [&](int i) { return with_clock(still, i); });
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000"}));
}

TEST(Freeze, KeyframePopIsBridged) {
  Show show;
  show.move(3s);
  const Sample still = show.scene();
  const Sample popped = [&](int x, int y) { return still(x, y) + 5; };
  show.hold(1s);
  for (int i = 0; i < 6; ++i) {  // a keyframe each second, once one frame, once two
    for (int frame = 0; frame <= i % 2; ++frame) show.frame(popped);
    for (int frame = 0; frame < 24 - i % 2; ++frame) show.frame(still);
  }
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000",
                               "update critical #1 @7960 start 2960 lasted 5000"}));
}

TEST(Freeze, NoiseOverAHeldPictureIsFrozen) {
  Show show;
  show.move(3s);
  const Sample still = show.scene();
  std::mt19937 random(4);
  std::uniform_int_distribution<int> noise(-6, 6);
  show.play(6s, [&](int) {
    return [&](int x, int y) { return std::clamp(still(x, y), 6.0, 249.0) + noise(random); };
  });
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000",
                               "update critical #1 @7960 start 2960 lasted 5000"}));
}

TEST(Freeze, ASlowPanIsMotion) {
  Show show;
  show.move(3s);
  show.play(20s, [](int i) { return Show::scene_at(75 + 0.05 * i); });  // 0.1 pixels a frame
  EXPECT_EQ(show.log(), Lines{});
}

TEST(Freeze, ASlowFadeIsMotion) {
  Show show;
  show.move(3s);
  const Sample still = show.scene();
  show.play(10s,
            [&](int i) { return [&, i](int x, int y) { return still(x, y) * (1 - i / 300.0); }; });
  EXPECT_EQ(show.log(), Lines{});
}

// A newsreader sits still: only a mouth of three by two blocks moves.
TEST(Freeze, ATalkingMouthIsNotFrozen) {
  Show show;
  show.move(3s);
  show.play(20s, [&](int i) {
    return [&, i](int x, int y) {
      const bool mouth = x >= 64 && x < 112 && y >= 48 && y < 80;
      return mouth && (y - 48) < 8 + 8 * (i / 4 % 4) ? 40 : kSlate(x, y);
    };
  });
  EXPECT_EQ(show.log(), Lines{});
}

// One block that blinks, such as a lamp of the encoder, is no motion.
TEST(Freeze, ASingleBlinkingBlockDoesNotHideAFreeze) {
  Show show;
  show.move(3s);
  const Sample still = show.scene();
  show.play(3s, [&](int i) {
    return [&, i](int x, int y) {
      return x >= 16 && x < 32 && y >= 16 && y < 32 && i % 2 == 0 ? 255 : still(x, y);
    };
  });
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000"}));
}

TEST(Freeze, AGlitchOfOneFrameDoesNotSplitAFreeze) {
  for (const Time before : {1s, 3s, 6s}) {
    SCOPED_TRACE(before.count());
    Show show;
    show.move(3s);
    const Sample still = show.scene();
    show.hold(before);
    show.frame([](int x, int y) { return (x / 16 + y / 16) % 2 * 255; });
    show.play(9s - before, [&](int) -> Sample { return still; });
    show.move(2s);
    std::size_t begins = 0, ends = 0;
    for (const Event& event : show.events()) {
      begins += event.phase == Phase::begin ? 1 : 0;
      ends += event.phase == Phase::end ? 1 : 0;
    }
    EXPECT_EQ(begins, 1U) << testing::PrintToString(show.log());
    EXPECT_EQ(ends, 1U) << testing::PrintToString(show.log());
  }
}

TEST(Freeze, MotionShorterThanTheClearTimeDoesNotEndIt) {
  Show show;
  show.move(3s);
  show.hold(4s);
  show.move(600ms);
  show.hold(4s);
  show.move(2s);
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000",
                               "update critical #1 @8560 start 2960 lasted 5600",
                               "end critical #1 @12600 start 2960 lasted 8640 cleared"}));
}

}  // namespace freeze_test
}  // namespace vqa::test
