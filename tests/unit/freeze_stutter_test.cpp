// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <variant>

#include "freeze/stutter.h"
#include "support/incident_invariants.h"

namespace vqa {
namespace freeze_stutter_test {

constexpr float kChange = 20, kEnergy = 2;                  // of a new picture
constexpr float kStillChange = 0.5F, kStillEnergy = 0.02F;  // of one that is held

// Tells a Stutter of pictures as they would be measured.
class Player {
 public:
  explicit Player(Time interval = 40ms) : interval_(interval) {}

  Stutter& stutter() { return stutter_; }
  Time now() const { return now_; }

  void frame(float change, float energy) {
    stutter_.process(now_, change, energy, events_);
    now_ += interval_;
  }
  void move(Time how_long) {
    for (const Time end = now_ + how_long; now_ < end;) frame(kChange, kEnergy);
  }
  /// The picture stays for `frames` intervals, and is left with a change of `jump` pictures.
  void hold(int frames, float jump = 4) {
    for (int i = 1; i < frames; ++i) frame(kStillChange, kStillEnergy);
    frame(kChange * jump, kEnergy * jump);
  }
  /// Again and again: a hold, and motion for a while.
  void stumble(int times, int frames, Time between = 1s, float jump = 4) {
    for (int i = 0; i < times; ++i) {
      hold(frames, jump);
      move(between);
    }
  }
  /// `frames` of them do not come.
  void lose(int frames, float jump = 4) {
    now_ += (frames - 1) * interval_;
    frame(kChange * jump, kEnergy * jump);
  }
  /// For a while, new pictures at those frames of each `cycle` that `is_new` tells.
  void cadence(int cycle, const std::function<bool(int)>& is_new) {
    for (int i = 0; i < 25 * 20; ++i) {
      const bool fresh = is_new(i % cycle);
      frame(fresh ? kChange : kStillChange, fresh ? kEnergy : kStillEnergy);
    }
  }
  void finish() { stutter_.finish("eos", events_); }

  const Events& events() {
    test::IncidentInvariants invariants;
    for (const Event& event : events_) EXPECT_EQ(invariants.broken_by(event), "");
    return events_;
  }

 private:
  Time interval_, now_{};
  IncidentNumbers numbers_;
  Stutter stutter_{numbers_};
  Events events_;
};

TEST(Stutter, ThreeHoldsAreOne) {
  Player player;
  player.move(2s);
  const Time first = player.now() - 40ms;
  player.hold(6);
  player.move(1s);
  player.hold(8);
  player.move(1s);
  EXPECT_TRUE(player.events().empty()) << "two may be the scene's own";
  player.hold(6);
  ASSERT_EQ(player.events().size(), 1U);
  const Event& begin = player.events().front();
  EXPECT_EQ(begin.kind, "stutter");
  EXPECT_EQ(begin.severity, Severity::warning);
  EXPECT_EQ(begin.start, first);
  EXPECT_EQ(begin.running_time, player.now() - 40ms);
  EXPECT_EQ(begin.value, 3);
  EXPECT_EQ(begin.threshold, 3);
  EXPECT_EQ(begin.unit, "holds");
  ASSERT_FALSE(begin.details.empty());
  EXPECT_EQ(begin.details.front().first, "longest_hold");
  EXPECT_DOUBLE_EQ(std::get<double>(begin.details.front().second), 0.32);
}

TEST(Stutter, EndsWhenItRunsSmoothly) {
  Player player;
  player.move(2s);
  player.stumble(5, 6);
  const Time last_hold = player.now() - 1s;
  player.move(5s);
  ASSERT_EQ(player.events().size(), 2U);
  const Event& end = player.events().back();
  EXPECT_EQ(end.phase, Phase::end);
  EXPECT_EQ(end.start + end.duration, last_hold);
}

TEST(Stutter, ThreeInMoreThanTenSecondsAreNone) {
  Player player;
  player.move(2s);
  player.stumble(6, 6, 5s);
  EXPECT_TRUE(player.events().empty());
}

TEST(Stutter, FramesThatDoNotComeAreHoldsToo) {
  Player player;
  player.move(2s);
  for (int i = 0; i < 3; ++i) {
    player.lose(6);
    player.move(1s);
  }
  EXPECT_EQ(player.events().size(), 1U);
}

TEST(Stutter, AShortHoldIsNone) {
  Player player;
  player.move(2s);
  player.stumble(6, 4);
  EXPECT_TRUE(player.events().empty());
}

TEST(Stutter, HowShortMayBeSet) {
  Player player;
  player.stutter().configure(120ms);
  player.move(2s);
  player.stumble(3, 4);
  EXPECT_EQ(player.events().size(), 1U);
}

TEST(Stutter, APauseOfTheSceneIsLeftWithoutAJump) {
  Player player;
  player.move(2s);
  player.stumble(6, 8, 1s, 1);
  EXPECT_TRUE(player.events().empty());
}

TEST(Stutter, WhoKeepsStillIsNotHeld) {
  Player player;
  player.move(2s);
  for (int i = 0; i < 6; ++i) {
    for (int k = 0; k < 8; ++k) player.frame(3, 0.3F * kEnergy);
    player.frame(4 * kChange, 4 * kEnergy);
    player.move(1s);
  }
  EXPECT_TRUE(player.events().empty());
}

TEST(Stutter, WhatHardlyMovesCannotBeHeld) {
  Player player;
  for (int i = 0; i < 60; ++i) {
    for (int k = 0; k < 10; ++k) player.frame(2, 0.02F);
    for (int k = 0; k < 8; ++k) player.frame(0, 0);
    player.frame(8, 0.2F);
  }
  EXPECT_TRUE(player.events().empty());
}

TEST(Stutter, CadencesAreNone) {
  const std::function<bool(int)> always = [](int) { return true; };
  struct {
    const char* name;
    Time interval;
    int cycle;
    std::function<bool(int)> is_new;
  } const cadences[] = {
      {"24 to 30", 33'333us, 5, [](int i) { return i != 0; }},
      {"24 to 60, 2:3", 16'667us, 5, [](int i) { return i == 0 || i == 2; }},
      {"25 to 50", 20ms, 2, [](int i) { return i == 0; }},
      {"cartoon on twos", 40ms, 2, [](int i) { return i == 0; }},
      {"cartoon on threes", 41'667us, 3, [](int i) { return i == 0; }},
      {"cartoon on fours", 41'667us, 4, [](int i) { return i == 0; }},
      {"cartoon on threes and sixes", 41'667us, 9, [](int i) { return i == 0 || i == 3; }},
      {"five a second", 40ms, 5, [](int i) { return i == 0; }},
      {"slides", 40ms, 50, [](int i) { return i == 0; }},
  };
  for (const auto& [name, interval, cycle, is_new] : cadences) {
    Player player(interval);
    player.cadence(cycle, is_new);
    EXPECT_TRUE(player.events().empty()) << name;
  }
}

TEST(Stutter, IsFoundInADoubledCadence) {
  Player player(20ms);
  for (int k = 0; k < 8; ++k) {
    for (int i = 0; i < 25; ++i) {
      player.frame(kChange, kEnergy);
      player.frame(kStillChange, kStillEnergy);
    }
    player.hold(14);
  }
  EXPECT_EQ(player.events().size(), 1U);
}

TEST(Stutter, APictureThatWasGoneIsNotHeld) {
  Player player;
  player.move(2s);
  for (int i = 0; i < 4; ++i) {
    player.stutter().interrupt();
    player.lose(10);
    player.move(1s);
  }
  EXPECT_TRUE(player.events().empty());
}

TEST(Stutter, FinishEndsItAndForgets) {
  Player player;
  player.move(2s);
  player.stumble(3, 6);
  player.finish();
  ASSERT_EQ(player.events().size(), 2U);
  player.hold(6);
  player.move(1s);
  EXPECT_EQ(player.events().size(), 2U) << "there is no rhythm yet";
}

}  // namespace freeze_stutter_test
}  // namespace vqa
