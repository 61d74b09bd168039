// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "core/sound_log.h"
#include "freeze/sound_evidence.h"
#include "freeze_show.h"

namespace vqa::test {
namespace freeze_sound_test {

constexpr double kLoud = -20, kQuiet = -58, kGone = -120;  // dBFS

/// Sound of so many dBFS until then, and of so many from then on.
std::shared_ptr<SoundLog> sound(double before, Time change, double after, Time end = 8s) {
  auto log = std::make_shared<SoundLog>();
  for (Time time = SoundLog::kStep; time <= end; time += SoundLog::kStep)
    log->note(time, time <= change ? before : after);
  return log;
}

TEST(SoundLog, KnowsWhatItHeard) {
  const auto log = sound(kLoud, 2s, kGone, 4s);
  const auto heard = log->between(1s, 3s);
  EXPECT_EQ(heard.entries, 20U);
  EXPECT_EQ(heard.alive, 10U);
  EXPECT_EQ(heard.silent, 10U);
  EXPECT_EQ(sound(kQuiet, 4s, kQuiet)->between(1s, 3s).alive, 0U);
  EXPECT_EQ(sound(kQuiet, 4s, kQuiet)->between(1s, 3s).silent, 0U);
  EXPECT_EQ(log->between(5s, 6s).entries, 0U) << "not that far yet";
  log->clear();
  EXPECT_EQ(log->between(0s, 10s).entries, 0U);
}

TEST(SoundLog, ForgetsWhatIsLongAgo) {
  const auto log = sound(kLoud, 100s, kLoud, 100s);
  EXPECT_EQ(log->between(0s, 60s).entries, 0U);
  EXPECT_EQ(log->between(90s, 91s).entries, 10U);
}

TEST(FreezeSound, IsWeighedAroundTheOnset) {
  EXPECT_EQ(weigh_sound(*sound(kLoud, 3s, kLoud), 3s), SoundSays::goes_on);
  EXPECT_EQ(weigh_sound(*sound(kLoud, 3s, kGone), 3s), SoundSays::stopped_too);
  EXPECT_EQ(weigh_sound(*sound(kLoud, 3200ms, kGone), 3s), SoundSays::stopped_too);
  EXPECT_EQ(weigh_sound(*sound(kLoud, 2s, kGone), 3s), SoundSays::silent) << "long before";
  EXPECT_EQ(weigh_sound(*sound(kGone, 3s, kGone), 3s), SoundSays::silent);
  EXPECT_EQ(weigh_sound(*sound(kLoud, 4s, kGone), 3s), SoundSays::unknown) << "later";
  EXPECT_EQ(weigh_sound(*sound(kLoud, 3s, kQuiet), 3s), SoundSays::unknown);
  EXPECT_EQ(weigh_sound(*sound(kLoud, 3s, kLoud, 3500ms), 3s), SoundSays::unknown) << "not so far";
  EXPECT_EQ(weigh_sound(*sound(kLoud, 3s, kLoud), 1s), SoundSays::unknown) << "nothing before";
  EXPECT_EQ(weigh_sound(SoundLog(), 3s), SoundSays::unknown);
}

TEST(FreezeSound, OnlyMovesTheConfidence) {
  EXPECT_DOUBLE_EQ(sure_of_freeze(0.6, SoundSays::unknown), 0.6);
  EXPECT_DOUBLE_EQ(sure_of_freeze(0.6, SoundSays::silent), 0.6);
  EXPECT_DOUBLE_EQ(sure_of_freeze(0.6, SoundSays::goes_on), 0.72);
  EXPECT_DOUBLE_EQ(sure_of_freeze(0.6, SoundSays::stopped_too), 0.8);
  EXPECT_DOUBLE_EQ(sure_of_still(0.5, SoundSays::goes_on), 0.4);
  EXPECT_DOUBLE_EQ(sure_of_still(0.5, SoundSays::silent), 0.5);
}

std::string sound_in(const Event& event) {
  for (const auto& [name, detail] : event.details)
    if (name == "sound") return std::get<std::string>(detail);
  return "";
}

TEST(FreezeSound, IsToldWithTheFreeze) {
  for (const auto& [after, says] : {std::pair{kLoud, "goes on"}, {kGone, "stopped too"}}) {
    Show show;
    show.freeze().share(sound(kLoud, 3s, after));
    show.move(3s);
    show.hold(3s);
    ASSERT_EQ(show.events().size(), 1U);
    EXPECT_EQ(show.events()[0].kind, "freeze");
    EXPECT_EQ(sound_in(show.events()[0]), says);
  }
}

TEST(FreezeSound, MakesNoFreezeOfAStill) {
  for (const auto& [after, confidence] : {std::pair{kLoud, 0.4}, {kGone, 0.4}, {kQuiet, 0.5}}) {
    Show show;
    show.freeze().share(sound(kLoud, 3s, after, 12s));
    show.move(3s);
    show.frame([](int x, int y) { return (x / 16 + y / 16) % 2 == 0 ? 60 : 180; });
    show.hold(8s);
    ASSERT_EQ(show.events().size(), 1U);
    EXPECT_EQ(show.events()[0].kind, "still");
    EXPECT_DOUBLE_EQ(show.events()[0].confidence, confidence);
  }
}

}  // namespace freeze_sound_test
}  // namespace vqa::test
