// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/blockiness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "support/allocations.h"
#include "support/incident_invariants.h"
#include "support/pictures.h"

namespace vqa::test {
namespace blockiness_test {

constexpr int kWidth = 320, kHeight = 192, kCell = 16;
constexpr Time kFrame = 40ms;

/// Cells that show what belongs elsewhere.
struct Torn {
  int left = 0, top = 0, right = 0, bottom = 0;  ///< in cells
};

constexpr Torn kTorn{.left = 4, .top = 3, .right = 14, .bottom = 7};

/// A moving scene.
class Show {
 public:
  explicit Show(int rows_a_picture_row = 1) : rows_(rows_a_picture_row) {}

  void play(int frames, const Torn& torn = {}) {
    for (int i = 0; i < frames; ++i) next(torn);
  }
  void next(const Torn& torn = {}) {
    draw(torn);
    again();
  }
  void draw(const Torn& torn) {
    phase_ += 0.5;
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const int col = x / kCell, row = y / kCell;
        const bool is_torn =
            col >= torn.left && col < torn.right && row >= torn.top && row < torn.bottom;
        // Each torn cell shows another place, another time, and a bit of another shade.
        const int jump = is_torn ? 97 + 31 * col + 57 * row : 0;
        const int shade = is_torn ? (col + row) % 2 * 24 - 12 : 0;
        const int value = scene(x + jump, y + 2 * jump, phase_) / 2 + 60 + shade;
        for (int i = 0; i < rows_; ++i)
          picture_.set(x, y * rows_ + i, static_cast<unsigned>(i == 0 ? value : 255 - value));
      }
    }
  }
  void again() {
    blockiness.process({.luma = picture_.view(), .time = time, .interlaced = rows_ == 2}, events);
    time += kFrame;
  }
  /// Whole pictures, then torn ones.
  void break_down() {
    play(20);
    play(15, kTorn);
  }
  void cut() { phase_ += 300; }
  std::size_t begins() const {
    return static_cast<std::size_t>(std::count_if(
        events.begin(), events.end(), [](const Event& e) { return e.phase == Phase::begin; }));
  }

  Blockiness blockiness;
  Events events;
  Time time{};

 private:
  int rows_;
  double phase_ = 0;
  Picture picture_{kWidth, kHeight* rows_};
};

std::string text(const Event& event, const std::string& name) {
  for (const auto& [key, value] : event.details)
    if (key == name && std::holds_alternative<std::string>(value))
      return std::get<std::string>(value);
  return "";
}

TEST(Blockiness, FindsTornBlocks) {
  Show show;
  show.play(20);
  EXPECT_TRUE(show.events.empty());
  show.play(15, kTorn);
  show.play(35);
  show.blockiness.finish("eos", show.events);

  IncidentInvariants invariants;
  for (const Event& event : show.events) EXPECT_EQ(invariants.broken_by(event), "");
  ASSERT_GE(show.events.size(), 2U);
  const Event& begin = show.events.front();
  EXPECT_EQ(begin.detector, "blockiness");
  EXPECT_EQ(begin.kind, "corruption");
  EXPECT_EQ(begin.unit, "ratio");
  EXPECT_GE(begin.start, 20 * kFrame);
  EXPECT_LE(begin.start, 22 * kFrame);
  EXPECT_LE(begin.running_time - 20 * kFrame, 500ms);
  EXPECT_GT(begin.confidence, 0.95);
  EXPECT_GT(begin.value, 0.02);
  EXPECT_EQ(text(begin, "cause"), "upstream");
  const Event& end = show.events.back();
  EXPECT_EQ(end.phase, Phase::end);
  EXPECT_EQ(text(end, "reason"), "cleared");
  EXPECT_LT(end.start + end.duration, 42 * kFrame);  // it ended when the blocks were whole again
}

TEST(Blockiness, SaysWhere) {
  Show show;
  show.break_down();
  ASSERT_FALSE(show.events.empty());
  int x = -1, y = -1, width = 0, height = 0;
  const std::string box = text(show.events[0], "box");
  ASSERT_EQ(std::sscanf(box.c_str(), "%d,%d,%d,%d", &x, &y, &width, &height), 4) << box;
  EXPECT_NEAR(x, kTorn.left * kCell, 2 * kCell);
  EXPECT_NEAR(y, kTorn.top * kCell, 2 * kCell);
  EXPECT_NEAR(x + width, kTorn.right * kCell, 2 * kCell);
  EXPECT_NEAR(y + height, kTorn.bottom * kCell, 2 * kCell);
  // Nine rows of sixteen digits; the damage is in the upper middle.
  const std::string map = text(show.events[0], "map");
  ASSERT_EQ(map.size(), 9U * 17 - 1);
  EXPECT_EQ(map[0], '0');
  EXPECT_EQ(map.back(), '0');
  EXPECT_GT(map[3 * 17 + 7], '0') << map;
}

TEST(Blockiness, MuchOfThePictureIsCritical) {
  Show show;
  show.break_down();
  ASSERT_FALSE(show.events.empty());
  EXPECT_EQ(show.events.back().severity, Severity::critical);

  Show tolerant;
  tolerant.blockiness.configure({.critical_area = 1.01});  // never
  tolerant.break_down();
  ASSERT_EQ(tolerant.events.size(), 1U);
  EXPECT_EQ(tolerant.events[0].severity, Severity::warning);
}

TEST(Blockiness, IsQuietAboutMotionCutsAndStills) {
  Show show;
  show.play(20);
  for (int i = 0; i < 20; ++i) show.again();  // a still
  show.cut();
  show.play(20);
  EXPECT_EQ(show.begins(), 0U);
}

TEST(Blockiness, MaskedDamageIsNone) {
  Show show;
  std::string problem;
  show.blockiness.set_mask(*Mask::parse("40,30,210,110", problem));
  show.break_down();
  EXPECT_EQ(show.begins(), 0U);
}

TEST(Blockiness, WantsToBeAsSureAsItIsTold) {
  Show show;
  show.blockiness.configure({.min_confidence = 1});
  show.break_down();
  EXPECT_EQ(show.begins(), 0U);
}

// As sure as a loss makes it, that an element in front tells of.
TEST(Blockiness, WhatIsNearlySureForHalfASecondIsEnough) {
  Event loss;
  loss.detector = "transport";
  loss.kind = "loss";
  loss.phase = Phase::begin;
  loss.severity = Severity::warning;
  Show measured;
  measured.play(20);
  measured.blockiness.hear(loss);
  double most = 0;
  for (int i = 0; i < 30; ++i) {
    measured.next();
    Events samples;
    measured.blockiness.sample(samples);
    most = std::max(most, std::get<double>(samples.back().details[0].second));
  }
  const double more = 1 - (1 - most) / 2;  // than any of them is
  for (const int pictures : {3, 30}) {
    Show show;
    show.blockiness.configure({.min_confidence = more});
    show.play(20);
    show.blockiness.hear(loss);
    show.play(pictures);
    ASSERT_EQ(show.begins(), pictures == 3 ? 0U : 1U) << most;
    if (pictures == 30) {
      EXPECT_LT(show.events.front().confidence, more);
    }
  }
}

TEST(Blockiness, EndsAfterTheTimeItIsTold) {
  for (const Time clear : {200ms, 1400ms}) {
    Show show;
    show.blockiness.configure({.clear_duration = clear});
    show.break_down();
    show.play(45);
    ASSERT_FALSE(show.events.empty());
    const Event& end = show.events.back();
    ASSERT_EQ(end.phase, Phase::end);
    EXPECT_EQ(end.running_time, end.start + end.duration + clear);
  }
}

TEST(Blockiness, BelievesALossSooner) {
  const Torn faint{.left = 10, .top = 8, .right = 13, .bottom = 9};
  Show alone, told;
  Event loss;
  loss.detector = "transport";
  loss.kind = "loss";
  loss.phase = Phase::begin;
  loss.severity = Severity::warning;
  loss.details.emplace_back("lost", std::int64_t{7});
  for (Show* show : {&alone, &told}) show->play(10);
  Events alone_samples, told_samples;
  told.blockiness.hear(loss);
  for (Show* show : {&alone, &told}) show->play(3, faint);
  alone.blockiness.sample(alone_samples);
  told.blockiness.sample(told_samples);
  EXPECT_GT(std::get<double>(told_samples.back().details[0].second),
            std::get<double>(alone_samples.back().details[0].second));

  told.play(10, kTorn);
  ASSERT_GE(told.begins(), 1U);
  EXPECT_EQ(text(told.events[0], "cause"), "transit");
  EXPECT_EQ(std::get<std::int64_t>(told.events[0].details.back().second), 7);
}

TEST(Blockiness, PassesOverSomePicturesUntilSomethingIsSuspect) {
  Show show;
  Events samples;
  const auto score = [&] {
    show.blockiness.sample(samples);
    return std::get<double>(samples.back().details[0].second);
  };
  show.play(20);
  const double calm = score();
  show.time -= kFrame - 10ms;  // too soon
  show.next(kTorn);
  EXPECT_EQ(score(), calm);
  show.play(2, kTorn);
  EXPECT_GT(score(), calm);
  show.play(10, kTorn);
  ASSERT_EQ(show.begins(), 1U);
  // From then on, each is looked at.
  const double torn = score();
  show.next();
  EXPECT_NE(score(), torn);
}

// A still scene into which a black square comes, of no colour or of a green that nothing can show.
Events square_of(unsigned chroma_value) {
  Picture luma(kWidth, kHeight), chroma(kWidth / 2, kHeight / 2);
  Blockiness blockiness;
  Events events;
  for (int i = 0; i < 30; ++i) {
    const int side = i < 20 ? 0 : 40;
    for (int y = 0; y < kHeight; ++y)
      for (int x = 0; x < kWidth; ++x)
        luma.set(x, y, x < side && y < side ? 0U : scene(x, y, 1) / 2U);
    for (int y = 0; y < kHeight / 2; ++y)
      for (int x = 0; x < kWidth / 2; ++x)
        chroma.set(x, y, 2 * x < side && 2 * y < side ? chroma_value : 128U);
    blockiness.process(
        {.luma = luma.view(), .cb = chroma.view(), .cr = chroma.view(), .time = i * kFrame},
        events);
    if (i < 20) {
      EXPECT_TRUE(events.empty());
    }
  }
  return events;
}

TEST(Blockiness, FindsMemoryThatNobodyWroteTo) {
  EXPECT_TRUE(square_of(128).empty());
  const Events events = square_of(0);
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.front().kind, "corruption");
  EXPECT_GT(events.front().confidence, 0.95);
  EXPECT_GT(events.front().value, 0.015);
}

TEST(Blockiness, OfInterlacedPicturesLooksAtOneField) {
  Show show(2);  // whose other field is a negative of this one
  show.play(20);
  EXPECT_EQ(show.begins(), 0U);
  show.play(15, kTorn);
  ASSERT_EQ(show.begins(), 1U);
  int x = 0, y = 0, width = 0, height = 0;
  std::sscanf(text(show.events[0], "box").c_str(), "%d,%d,%d,%d", &x, &y, &width, &height);
  EXPECT_NEAR(y, 2 * kTorn.top * kCell, 4 * kCell);
  EXPECT_NEAR(y + height, 2 * kTorn.bottom * kCell, 4 * kCell);
}

TEST(Blockiness, SamplesSayHowMuchAndHowSure) {
  Show show;
  Events samples;
  show.blockiness.sample(samples);
  EXPECT_EQ(samples.back().confidence, 0);
  EXPECT_EQ(text(samples.back(), "reason"), "nothing to be seen");
  show.play(10);
  show.blockiness.sample(samples);
  EXPECT_EQ(samples.back().kind, "corruption");
  EXPECT_EQ(samples.back().confidence, 1);
  EXPECT_LT(samples.back().value, 0.02);
  const auto score = [&] { return std::get<double>(samples.back().details[0].second); };
  EXPECT_LT(score(), 0.1);
  show.play(10, kTorn);
  show.blockiness.sample(samples);
  EXPECT_GT(samples.back().value, 0.02);
  EXPECT_GT(score(), 0.5);
}

TEST(Blockiness, StartsAnewAfterTheEnd) {
  Show show;
  show.break_down();
  show.blockiness.finish("flush", show.events);
  ASSERT_EQ(show.events.back().phase, Phase::end);
  const std::size_t told = show.events.size();
  show.play(10);
  EXPECT_EQ(show.events.size(), told);
}

TEST(Blockiness, AllocatesNothingPerFrame) {
  Show show;
  EXPECT_GT(allocations_in([&] { show.play(3); }), 0U);
  show.draw({});
  EXPECT_EQ(allocations_in([&] { show.again(); }), 0U);
}

TEST(Blockiness, BearsTinyPictures) {
  for (const auto& [width, height] : {std::pair{16, 16}, {1, 1}, {17, 40}, {300, 8}}) {
    Picture picture(width, height);
    std::mt19937 random(1);
    Blockiness blockiness;
    Events events;
    for (int i = 0; i < 10; ++i) {
      picture.fill_random(random);
      blockiness.process({.luma = picture.view(), .time = i * kFrame}, events);
    }
    blockiness.sample(events);
    EXPECT_TRUE(std::isfinite(events.back().value));
  }
}

}  // namespace blockiness_test
}  // namespace vqa::test
