// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/freeze.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "support/allocations.h"
#include "support/incident_invariants.h"
#include "support/pictures.h"

namespace vqa {
namespace {

using test::Picture;
using Lines = std::vector<std::string>;
using Sample = std::function<double(int x, int y)>;  // luma of 0..255 at a place

constexpr Time kFrame = 40ms;  // 25 frames a second
constexpr int kWidth = 176, kHeight = 96;

std::string line_of(const Event& event) {
  const auto ms = [](Time time) { return time.count() / 1'000'000; };
  std::ostringstream line;
  if (event.kind != "freeze") line << event.kind << " ";
  line << to_string(event.phase) << " " << to_string(event.severity) << " #" << event.incident
       << " @" << ms(event.running_time) << " start " << ms(event.start) << " lasted "
       << ms(event.duration);
  for (const auto& [name, detail] : event.details)
    if (name == "reason" || name == "cause") line << " " << std::get<std::string>(detail);
  return line.str();
}

// Shows pictures to a Freeze, 25 a second, and keeps the log of what it says.
class Show {
 public:
  explicit Show(Picture::Layout layout = {}, Time start = 0s)
      : picture_([&layout] {
          layout.width = kWidth;
          layout.height = kHeight;
          return layout;
        }()),
        time_(start) {}

  Freeze& freeze() { return freeze_; }
  Time time() const { return time_; }
  void skip(Time time) { time_ += time; }

  /// One frame of whatever.
  void frame(const Sample& sample) {
    const LumaView& view = picture_.view();
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const double value = std::clamp(sample(x, y), 0.0, 255.0);
        picture_.set(x, y, static_cast<unsigned>(value) << (view.depth - 8));
      }
    }
    again();
  }
  /// The same picture once more.
  void again() {
    freeze_.process({.luma = picture_.view(), .time = time_, .duration = kFrame}, events_);
    time_ += kFrame;
  }
  /// The scene in motion.
  void move(Time how_long) {
    for (const Time end = time_ + how_long; time_ < end;) frame(scene_at(++phase_));
  }
  /// The picture as it is, for a while.
  void hold(Time how_long) {
    for (const Time end = time_ + how_long; time_ < end;) again();
  }
  void play(Time how_long, const std::function<Sample(int)>& picture_of) {
    int i = 0;
    for (const Time end = time_ + how_long; time_ < end;) frame(picture_of(i++));
  }
  void finish(const char* reason) { freeze_.finish(reason, events_); }

  /// The scene as it stands, for changes on top of it.
  Sample scene() const {
    auto luma = std::make_shared<std::vector<std::uint8_t>>();
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) luma->push_back(test::scene(x, y, phase_));
    }
    return [luma](int x, int y) { return (*luma)[std::size_t(y) * kWidth + std::size_t(x)]; };
  }
  static Sample scene_at(double phase) {
    return [phase](int x, int y) { return double(test::scene(x, y, phase)); };
  }

  const Events& events() const { return events_; }
  Lines log() const {
    Lines lines;
    std::map<std::string, test::IncidentInvariants> invariants;
    for (const Event& event : events_) {
      lines.push_back(line_of(event));
      EXPECT_EQ(invariants[event.kind].broken_by(event), "") << lines.back();
    }
    return lines;
  }
  Event sample() const {
    Events out;
    freeze_.sample(out);
    EXPECT_EQ(out.size(), 1U);
    return out.empty() ? Event{} : out.front();
  }

 private:
  Picture picture_;
  Freeze freeze_;
  Time time_;
  double phase_ = 0;
  Events events_;
};

std::string reason_of(const Event& event) {
  return event.details.empty() ? "" : std::get<std::string>(event.details.front().second);
}

const Sample kGrey = [](int, int) { return 128; };
const Sample kSlate = Show::scene_at(900);

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

TEST(Structure, IsTheStandardDeviationOfWhatIsNotMasked) {
  EXPECT_FLOAT_EQ(structure({2, 4, 4, 4, 5, 5, 7, 9}, std::vector<std::uint8_t>(8)), 2);
  EXPECT_FLOAT_EQ(structure({1, 3, 99}, {0, 0, 1}), 1);
  EXPECT_EQ(structure({7, 7, 7}, {0, 0, 0}), 0);
  EXPECT_EQ(structure({7, 8}, {1, 1}), 0);
  EXPECT_EQ(structure({}, {}), 0);
}

}  // namespace
}  // namespace vqa
