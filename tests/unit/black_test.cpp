// SPDX-License-Identifier: LGPL-2.1-or-later
#include "black/black.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/allocations.h"
#include "support/incident_invariants.h"
#include "support/pictures.h"

namespace vqa::test {
namespace black_test {

constexpr int kWidth = 480, kHeight = 288;
constexpr Time kFrame = 40ms;

struct Ycc {
  double y, cb = 128, cr = 128;
};
using Paint = std::function<Ycc(int x, int y)>;

constexpr Ycc kBlack{16}, kGrey{126}, kDeadGreen{0, 0, 0};
Paint all(Ycc colour) {
  return [colour](int, int) { return colour; };
}
/// Part of a picture, in thousandths of it.
Paint with(const Paint& below, std::array<int, 4> box, const Paint& above) {
  return [=](int x, int y) {
    const int u = x * 1000 / kWidth, v = y * 1000 / kHeight;
    const bool inside = u >= box[0] && u < box[0] + box[2] && v >= box[1] && v < box[1] + box[3];
    return inside ? above(x, y) : below(x, y);
  };
}
Ycc scene_at(int x, int y, double phase) { return {double(scene(x, y, phase)), 110, 150}; }
Paint moving_scene(double phase) {
  return [phase](int x, int y) { return scene_at(x, y, phase); };
}

/// A colour of full saturation and 75 % of the brightness, by ITU-R BT.709.
Ycc of_rgb(int red, int green, int blue) {
  const double r = 0.75 * red, g = 0.75 * green, b = 0.75 * blue;
  const double y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return {16 + 219 * y, 128 + 224 * (b - y) / 1.8556, 128 + 224 * (r - y) / 1.5748};
}

const std::array<Ycc, 8> kBars = {of_rgb(1, 1, 1), of_rgb(1, 1, 0), of_rgb(0, 1, 1),
                                  of_rgb(0, 1, 0), of_rgb(1, 0, 1), of_rgb(1, 0, 0),
                                  of_rgb(0, 0, 1), of_rgb(0, 0, 0)};
Paint bars(int count = 8) {
  return [count](int x, int) { return kBars[static_cast<std::size_t>(x * count / kWidth)]; };
}

class Screen {
 public:
  explicit Screen(int depth = 8, bool coloured = true)
      : luma_(layout(kWidth, kHeight, depth)),
        cb_(layout(kWidth / 2, kHeight / 2, depth)),
        cr_(layout(kWidth / 2, kHeight / 2, depth)),
        coloured_(coloured) {}

  Black& black() { return black_; }
  Time time() const { return time_; }
  void skip(Time time) { time_ += time; }

  void draw(const Paint& paint) {
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const Ycc colour = paint(x, y);
        luma_.set(x, y, sample(colour.y));
        if (x % 2 != 0 || y % 2 != 0) continue;
        cb_.set(x / 2, y / 2, sample(colour.cb));
        cr_.set(x / 2, y / 2, sample(colour.cr));
      }
    }
  }
  void again() {
    VideoFrame frame{.luma = luma_.view(), .time = time_, .duration = kFrame};
    if (coloured_) {
      frame.cb = cb_.view();
      frame.cr = cr_.view();
    }
    black_.process(frame, events_);
    time_ += kFrame;
  }
  void show(Time how_long, const Paint& paint) {
    draw(paint);
    for (const Time end = time_ + how_long; time_ < end;) again();
  }
  void play(Time how_long, const std::function<Paint(int)>& picture_of) {
    int i = 0;
    for (const Time end = time_ + how_long; time_ < end;) {
      draw(picture_of(i++));
      again();
    }
  }
  void finish() { black_.finish("eos", events_); }

  const Events& events() const { return events_; }
  /// "black begin warning 0+2000", with start and duration in ms.
  std::vector<std::string> log() const {
    std::vector<std::string> lines;
    std::map<std::string, IncidentInvariants> invariants;
    for (const Event& event : events_) {
      const auto ms = [](Time time) { return std::to_string(time.count() / 1'000'000); };
      lines.push_back(event.kind + " " + std::string(to_string(event.phase)) + " " +
                      std::string(to_string(event.severity)) + " " + ms(event.start) + "+" +
                      ms(event.duration));
      EXPECT_EQ(invariants[event.kind].broken_by(event), "") << lines.back();
    }
    return lines;
  }

 private:
  static Picture::Layout layout(int width, int height, int depth) {
    return {.width = width,
            .height = height,
            .depth = depth,
            .step = depth > 8 ? 2 : 1,
            .packing = depth > 8 ? Packing::words_le : Packing::bytes};
  }
  unsigned sample(double value) const {
    return static_cast<unsigned>(value * (1 << (luma_.view().depth - 8)));
  }

  Picture luma_, cb_, cr_;
  bool coloured_;
  Black black_;
  Time time_{};
  Events events_;
};

/// What it is called after 3 s, or nothing.
std::string kind_of(const Paint& paint, Screen&& screen = Screen()) {
  screen.show(3s, paint);
  return screen.events().empty() ? "" : screen.events().front().kind;
}

using Lines = std::vector<std::string>;

TEST(Black, WarnsAfter2sAndIsCriticalAfter5s) {
  Screen screen;
  screen.show(1s, moving_scene(1));
  screen.show(6s, all(kBlack));
  screen.show(2s, moving_scene(2));
  EXPECT_EQ(screen.log(), (Lines{"black begin warning 1000+2000", "black update critical 1000+5000",
                                 "black end critical 1000+6000"}));
  EXPECT_EQ(screen.events().front().details, (Details{{"luma", 16.0}}));
}

TEST(Black, ShortBlackBetweenPicturesIsFine) {
  Screen screen;
  for (int i = 0; i < 4; ++i) {
    screen.show(1s, moving_scene(i));
    screen.show(1800ms, all(kBlack));
  }
  EXPECT_EQ(screen.log(), Lines{});
}

TEST(Black, APictureForAMomentDoesNotEndIt) {
  Screen screen;
  screen.show(3s, all(kBlack));
  screen.show(200ms, moving_scene(1));
  screen.show(1s, all(kBlack));
  screen.show(1s, moving_scene(1));
  EXPECT_EQ(screen.log(), (Lines{"black begin warning 0+2000", "black end warning 0+4200"}));
}

TEST(Black, WhateverCountsAsBlack) {
  EXPECT_EQ(kind_of(all({0})), "black") << "full range";
  EXPECT_EQ(kind_of(all({20})), "black");
  EXPECT_EQ(kind_of(all({36})), "black") << "less than 10 %";
  EXPECT_EQ(kind_of(all({16, 124, 131})), "black") << "a little tint";
}

TEST(Black, IsLessSureWhereItIsNotQuiteBlack) {
  for (const double luma : {16.0, 34.0}) {
    Screen screen;
    screen.show(3s, all({luma}));
    screen.show(1s, moving_scene(1));
    ASSERT_EQ(screen.events().size(), 2U);
    EXPECT_EQ(screen.events()[0].confidence, luma > 24 ? 0.8 : 0.95);
    EXPECT_EQ(screen.events()[1].confidence, 0.95) << "that it is over";
  }
}

TEST(Black, MayHaveALogoInACorner) {
  const auto logo = moving_scene(3);
  EXPECT_EQ(kind_of(with(all(kBlack), {50, 70, 104, 111}, logo)), "black") << "200x120 of 1080p";
  EXPECT_EQ(kind_of(with(all(kBlack), {780, 70, 156, 167}, logo)), "black") << "of 720p";
  EXPECT_EQ(kind_of(with(all(kBlack), {400, 450, 200, 200}, logo)), "") << "a title is one";
}

TEST(Black, AMovingSparkInTheDarkIsSomethingToSee) {
  Screen screen;
  screen.play(4s, [](int i) { return with(all(kBlack), {10 + 6 * i, 300, 40, 60}, all({235})); });
  EXPECT_EQ(screen.log(), Lines{});
}

TEST(Black, ADarkSceneIsNotBlack) {
  const auto dark = [](int x, int y) { return Ycc{24 + scene(x, y, 1) / 20.0}; };
  EXPECT_EQ(kind_of(dark), "") << "luma of about 30";
  EXPECT_EQ(kind_of(all({50})), "solid") << "dark grey";
}

TEST(Black, HasALevel) {
  for (const double level : {0.1, 0.2}) {
    Screen screen;
    screen.black().configure({.level = level});
    screen.show(3s, all({50}));
    EXPECT_EQ(screen.events().front().kind, level < 0.15 ? "solid" : "black");
  }
}

TEST(Black, HasDurations) {
  Screen screen;
  screen.black().configure(
      {.min_duration = 400ms, .critical_duration = 800ms, .clear_duration = 200ms});
  screen.show(1s, all(kBlack));
  screen.show(1s, moving_scene(1));
  EXPECT_EQ(screen.log(), (Lines{"black begin warning 0+400", "black update critical 0+800",
                                 "black end critical 0+1000"}));
  EXPECT_EQ(screen.events().back().running_time, 1200ms);
}

TEST(Black, OneColourIsSolid) {
  for (const auto& [colour, name] : {std::pair{kDeadGreen, "#004d00"},
                                     {kGrey, "#808080"},
                                     {Ycc{235}, "#ffffff"},
                                     {Ycc{32, 240, 118}, "#0100ff"}}) {
    Screen screen;
    screen.show(3s, all(colour));
    ASSERT_EQ(screen.events().size(), 1U) << name;
    EXPECT_EQ(screen.events()[0].kind, "solid") << name;
    EXPECT_EQ(screen.events()[0].details, (Details{{"colour", std::string(name)}}));
  }
}

TEST(Black, ColourThatVariesIsAPicture) {
  EXPECT_EQ(kind_of([](int x, int) { return Ycc{120, 60.0 + x / 3}; }), "");
}

TEST(Black, SnowIsNotOneColour) {
  std::mt19937 random(1);
  Screen screen;
  screen.play(3s, [&](int) -> Paint {
    return [&](int, int) { return Ycc{16.0 + double(random() % 220)}; };
  });
  EXPECT_EQ(screen.log(), Lines{});
}

TEST(Black, SensorNoiseOnGreyIsOneColourAllTheSame) {
  std::mt19937 random(1);
  std::normal_distribution<double> noise(126, 1.5);
  EXPECT_EQ(kind_of([&](int, int) { return Ycc{noise(random)}; }), "solid");
}

TEST(Black, FindsColourBars) {
  EXPECT_EQ(kind_of(bars()), "bars") << "EBU";
  EXPECT_EQ(kind_of(bars(7)), "bars") << "edges inside of blocks";
  EXPECT_EQ(kind_of(with(bars(7), {0, 670, 1000, 330}, moving_scene(1))), "bars") << "SMPTE";
  const auto inner = [](int x, int) {
    const int bar = (x - kWidth / 8) * 7 / (kWidth * 3 / 4);
    const bool side = x < kWidth / 8 || x >= kWidth * 7 / 8;
    return side ? Ycc{104} : kBars[static_cast<std::size_t>(bar)];
  };
  EXPECT_EQ(kind_of(with(inner, {0, 583, 1000, 417}, moving_scene(1))), "bars") << "RP 219";
  EXPECT_EQ(kind_of(with(bars(), {400, 200, 200, 120}, moving_scene(1))), "bars") << "with a name";
}

TEST(Black, OtherUprightThingsAreNoBars) {
  EXPECT_EQ(kind_of([](int x, int) { return Ycc{220.0 - x / 40 * 17}; }), "") << "grey steps";
  EXPECT_EQ(kind_of([](int x, int) {
              const Ycc colour = kBars[static_cast<std::size_t>(7 - x * 8 / kWidth)];
              return colour;
            }),
            "")
      << "no standard has them this way round";
  EXPECT_EQ(kind_of(with(bars(), {0, 300, 1000, 700}, moving_scene(1))), "") << "too low";
}

TEST(Black, OneThingAfterTheOther) {
  Screen screen;
  screen.show(3s, bars());
  screen.show(3s, all(kBlack));
  screen.show(3s, all(kGrey));
  screen.show(1s, moving_scene(1));
  EXPECT_EQ(screen.log(), (Lines{"bars begin warning 0+2000", "bars end warning 0+3000",
                                 "black begin warning 3000+2000", "black end warning 3000+3000",
                                 "solid begin warning 6000+2000", "solid end warning 6000+3000"}));
}

TEST(Black, AnyDepthAndNoColourAtAll) {
  EXPECT_EQ(kind_of(all(kDeadGreen), Screen(10)), "solid");
  EXPECT_EQ(kind_of(all(kBlack), Screen(12)), "black");
  EXPECT_EQ(kind_of(bars(), Screen(10)), "bars");
  EXPECT_EQ(kind_of(all(kBlack), Screen(8, false)), "black");
  EXPECT_EQ(kind_of(all(kGrey), Screen(8, false)), "solid");
  EXPECT_EQ(kind_of(bars(), Screen(8, false)), "") << "of grey ones nothing is known";
}

TEST(Black, WhatIsMaskedDoesNotCount) {
  std::string problem;
  Screen screen;
  screen.black().set_mask(*Mask::parse("0,0,100%,50%", problem));
  screen.show(3s, with(all(kBlack), {0, 0, 1000, 480}, moving_scene(1)));
  ASSERT_EQ(screen.events().size(), 1U);
  EXPECT_EQ(screen.events()[0].kind, "black");
  Screen blind;
  blind.black().set_mask(*Mask::parse("0,0,100%,100%", problem));
  blind.show(3s, all(kBlack));
  EXPECT_EQ(blind.log(), Lines{});
  Events samples;
  blind.black().sample(samples);
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0].confidence, 0);
  EXPECT_EQ(samples[0].details, (Details{{"reason", std::string("all masked")}}));
}

TEST(Black, WhatIsMaskedDoesNotHideBars) {
  std::string problem;
  Screen screen;
  screen.black().set_mask(*Mask::parse("10%,10%,80%,25%", problem));
  screen.show(3s, with(bars(), {110, 120, 780, 220}, moving_scene(1)));
  ASSERT_EQ(screen.events().size(), 1U);
  EXPECT_EQ(screen.events()[0].kind, "bars");
}

TEST(Black, SamplesHowMuchIsDark) {
  Screen screen;
  screen.show(kFrame, with(all(kBlack), {0, 0, 500, 1000}, all({200})));
  Events samples;
  screen.black().sample(samples);
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0].kind, "black");
  EXPECT_EQ(samples[0].value, 0.5);
  EXPECT_EQ(samples[0].threshold, 0.98);
  EXPECT_EQ(samples[0].unit, "ratio");
  EXPECT_EQ(samples[0].confidence, 1);
}

TEST(Black, EndsWithTheStreamAndAtAGap) {
  Screen screen;
  screen.show(3s, all(kBlack));
  screen.skip(20s);
  screen.show(3s, all(kBlack));
  screen.finish();
  EXPECT_EQ(screen.log(),
            (Lines{"black begin warning 0+2000", "black end warning 0+2960",
                   "black begin warning 23000+2000", "black end warning 23000+2960"}));
}

TEST(Black, TakesNoMemoryPerFrame) {
  Screen screen;
  Events none;
  const auto frames = [&] {
    for (int i = 0; i < 10; ++i) screen.again();
  };
  screen.draw(bars());
  screen.again();
  screen.draw(all(kGrey));
  screen.again();
  EXPECT_EQ(allocations_in(frames), 0U);
}

}  // namespace black_test
}  // namespace vqa::test
