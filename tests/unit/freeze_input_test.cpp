// SPDX-License-Identifier: LGPL-2.1-or-later
#include <random>

#include "support/allocations.h"
#include "unit/freeze_show.h"

namespace vqa::test {
namespace freeze_input_test {

TEST(Freeze, FinishEndsIt) {
  Show show;
  show.move(3s);
  show.hold(4s);  // the last one at 6.96
  show.finish("eos");
  show.finish("shutdown");
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000",
                               "end warning #1 @6960 start 2960 lasted 4000 eos"}));
}

TEST(Freeze, WhatComesAfterFinishMustMoveFirst) {
  Show show;
  show.move(3s);
  show.hold(1s);
  show.finish("flush");
  show.hold(10s);
  EXPECT_EQ(show.log(), (Lines{"still begin info #1 @6000 start 4000 lasted 2000 unknown"}));
}

TEST(Freeze, TheNextFreezeIsAnotherIncident) {
  Show show;
  show.move(3s);
  show.hold(3s);
  show.move(3s);
  show.hold(3s);
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000",
                               "end warning #1 @7000 start 2960 lasted 3040 cleared",
                               "begin warning #2 @10960 start 8960 lasted 2000"}));
}

TEST(Freeze, AGapOfMoreThanTenSecondsEndsIt) {
  Show show;
  show.move(3s);
  show.hold(4s);
  show.skip(10s);
  show.hold(10s);
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000",
                               "end warning #1 @6960 start 2960 lasted 4000 gap",
                               "still begin info #2 @19000 start 17000 lasted 2000 unknown"}));
}

TEST(Freeze, AShorterGapDoesNot) {
  Show show;
  show.move(3s);
  show.hold(4s);
  show.skip(9s);
  show.again();
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @4960 start 2960 lasted 2000",
                               "update critical #1 @16000 start 2960 lasted 13040"}));
}

TEST(Freeze, ThresholdsMayChangeWhileItRuns) {
  Show show;
  show.freeze().configure({.min_duration = 10s, .critical_duration = 20s});
  show.move(3s);
  show.hold(5s);
  EXPECT_EQ(show.log(), Lines{});
  show.freeze().configure({.min_duration = 3s, .critical_duration = 20s});
  show.hold(1s);
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @8000 start 2960 lasted 5040"}));
  show.freeze().configure({.min_duration = 3s, .critical_duration = 4s, .clear_duration = 2s});
  show.again();
  show.move(3s);
  EXPECT_EQ(show.log(), (Lines{"begin warning #1 @8000 start 2960 lasted 5040",
                               "update critical #1 @9000 start 2960 lasted 6040",
                               "end critical #1 @11040 start 2960 lasted 6080 cleared"}));
}

TEST(Freeze, NoiseDecidesWhatIsMotion) {
  const auto log_with = [](double noise) {
    Show show;
    show.freeze().configure({.noise = noise});
    show.move(3s);
    const Sample still = show.scene();
    show.play(4s, [&](int i) {
      return [&, i](int x, int y) { return still(x, y) * 0.9 + (i / 4 % 2) * 5; };
    });
    return show.log();
  };
  EXPECT_EQ(log_with(3), Lines{});
  EXPECT_EQ(log_with(6).size(), 1U);
}

TEST(Freeze, TheMaskMayChangeWhileItRuns) {
  Show show;
  show.move(3s);
  const Sample still = show.scene();
  const auto half = [&](int i) {
    return [&still, i](int x, int y) { return x < 112 ? still(x, y) : 100 + i % 50; };
  };
  show.play(5s, half);
  EXPECT_EQ(show.log(), Lines{});
  std::string problem;
  show.freeze().set_mask(*Mask::parse("112,0,64,96", problem));
  show.play(3s, half);
  EXPECT_EQ(show.log().size(), 1U);
}

// The log of one story told in another way must be the same log.
Lines story(Picture::Layout layout, Time start, const std::function<Sample(Sample)>& change) {
  Show show(layout, start);
  double phase = 0;
  const auto moving = [&](int) { return change(Show::scene_at(++phase)); };
  const auto held = [&](int) { return change(Show::scene_at(phase)); };
  show.play(3s, moving);
  show.play(6s, held);
  show.play(3s, moving);
  Lines lines;
  for (Event event : show.events()) {
    event.running_time -= start;
    event.start -= start;
    lines.push_back(line_of(event));
  }
  return lines;
}

TEST(Freeze, TheVerdictDependsOnThePictureAlone) {
  // With room at both ends of the range, so that nothing is clipped.
  const auto softer = [](double offset) {
    return [offset](const Sample& sample) {
      return Sample([=](int x, int y) { return 40 + 0.6 * sample(x, y) + offset; });
    };
  };
  const Lines wanted = story({}, 0s, softer(0));
  // Such soft motion could be a pop, so that its first frame is bridged.
  EXPECT_EQ(wanted, (Lines{"begin warning #1 @4960 start 2960 lasted 2000",
                           "update critical #1 @7960 start 2960 lasted 5000",
                           "end critical #1 @10040 start 2960 lasted 6080 cleared"}));
  EXPECT_EQ(story({}, 0s, softer(-40)), wanted) << "darker";
  EXPECT_EQ(story({}, 0s, softer(60)), wanted) << "brighter";
  EXPECT_EQ(story({}, 3h, softer(0)), wanted) << "later";
  EXPECT_EQ(story({.padding = 37}, 0s, softer(0)), wanted) << "padded";
  EXPECT_EQ(story({.step = 2}, 0s, softer(0)), wanted) << "packed";
  EXPECT_EQ(story({.depth = 10, .step = 2, .packing = Packing::words_le}, 0s, softer(0)), wanted)
      << "10 bits";
  EXPECT_EQ(story({.depth = 10, .packing = Packing::v210}, 0s, softer(0)), wanted) << "v210";
  EXPECT_EQ(story({.depth = 10, .shift = 6, .step = 2, .packing = Packing::words_le, .offset = 1},
                  0s, softer(0)),
            wanted)
      << "P010 at an odd address";
}

TEST(Freeze, APictureOfAnotherSizeIsAnotherPicture) {
  Freeze freeze;
  Events events;
  Picture small(64, 48), large(640, 480);
  test::draw_scene(small, 0);
  test::draw_scene(large, 0);
  for (int i = 0; i < 500; ++i) {
    const Picture& picture = i / 10 % 2 == 0 ? small : large;
    freeze.process({.luma = picture.view(), .time = i * kFrame}, events);
  }
  EXPECT_TRUE(events.empty());
}

TEST(Freeze, TakesTheSmallestPictures) {
  for (const auto& [width, height] : {std::pair{1, 1}, {16, 16}, {17, 1}, {24, 24}}) {
    Freeze freeze;
    Events events;
    Picture picture(width, height);
    for (int i = 0; i < 100; ++i) {
      test::draw_scene(picture, i < 50 ? i : 50);
      freeze.process({.luma = picture.view(), .time = i * kFrame}, events);
    }
    freeze.finish("eos", events);
    EXPECT_EQ(events.size() % 2, 0U);
  }
}

TEST(Freeze, AllocatesNothingPerFrame) {
  Picture moving(320, 180), other(320, 180);
  test::draw_scene(moving, 0);
  test::draw_scene(other, 50);
  Freeze freeze;
  Events events;
  int i = 0;
  const auto frames = [&] {
    for (const int end = i + 40; i < end; ++i) {
      const Picture& picture = i % 40 < 30 && i % 2 == 0 ? moving : other;
      freeze.process({.luma = picture.view(), .time = i * kFrame}, events);
    }
  };
  EXPECT_GT(test::allocations_in(frames), 0U) << "the first frame needs memory";
  EXPECT_EQ(test::allocations_in(frames), 0U);
  EXPECT_TRUE(events.empty());
}

}  // namespace freeze_input_test
}  // namespace vqa::test
