// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "audio_listen.h"

namespace vqa::test {
namespace audio_test {

Stereo with_silence(double from, double to, double seconds = 10) {
  Stereo sound = lively(seconds);
  for (auto* channel : {&sound.left, &sound.right})
    std::fill(channel->begin() + static_cast<std::ptrdiff_t>(sound.at(from)),
              channel->begin() + static_cast<std::ptrdiff_t>(sound.at(to)), 0.0F);
  return sound;
}

TEST(Audio, HasNothingToSayOfGoodSound) {
  EXPECT_EQ(heard(lively(20)), "");
  EXPECT_EQ(heard(lively(20, 0.003)), "") << "soft";
}

TEST(Audio, TellsOfSilenceInTime) {
  const Events events = listen(with_silence(2, 9));
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].kind, "silence");
  EXPECT_EQ(events[0].start, 2s);
  EXPECT_LE(events[0].running_time, 4100ms);
  EXPECT_EQ(*detail_of(events[0], "digital"), Detail(true));
  EXPECT_EQ(events[1].severity, Severity::critical);
  EXPECT_LE(events[1].running_time, 7100ms);
  EXPECT_EQ(events[2].phase, Phase::end);
  EXPECT_NEAR(std::chrono::duration<double>(events[2].duration).count(), 7, 0.05);
}

TEST(Audio, TakesNoiseClicksAndAnOffsetForSilence) {
  Stereo sound = with_silence(2, 6);
  for (std::size_t i = sound.at(2); i < sound.at(6); ++i) {
    const float noise = i % 3 == 0 ? 2e-4F : -1e-4F;
    sound.left[i] = 0.2F + noise + (i % 8000 < 8 ? 0.5F : 0);
    sound.right[i] = 0.2F - noise;
  }
  const Events found = begins(listen(sound, {.click = false}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, "silence");
  EXPECT_EQ(*detail_of(found[0], "digital"), Detail(false));
}

TEST(Audio, LeavesShortPausesAlone) { EXPECT_EQ(heard(with_silence(2, 3.9)), ""); }

TEST(Audio, TellsOfAChannelThatIsSilent) {
  Stereo sound = lively(10);
  std::fill(sound.right.begin() + 16000, sound.right.end(), 0.0F);
  const Events found = begins(listen(sound));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, "silence");
  EXPECT_EQ(*detail_of(found[0], "channel"), Detail(std::int64_t{2}));
  EXPECT_NEAR(std::chrono::duration<double>(found[0].start).count(), 1, 0.02);
}

TEST(Audio, DoesNotDependOnHowSoundIsCut) {
  Stereo sound = with_silence(2, 5, 12);
  for (std::size_t i = sound.at(6); i < sound.at(6.03); ++i) sound.left[i] = sound.right[i] = 0;
  for (const double t : {7.0, 7.7, 8.1, 9.0}) sound.left[sound.at(t)] += 0.7F;
  for (std::size_t i = sound.at(6.5); i < sound.right.size(); ++i) sound.right[i] *= -1;
  const Events expected = listen(sound);
  EXPECT_GE(begins(expected).size(), 3U);
  for (const std::size_t piece : {7U, 160U, 4801U, 1000000U})
    EXPECT_TRUE(listen(sound, {}, piece) == expected) << piece;
}

TEST(Audio, HasASwitchForEachKind) {
  Stereo sound = with_silence(2, 5, 12);
  for (std::size_t i = sound.at(6.5); i < sound.right.size(); ++i) sound.right[i] *= -1;
  EXPECT_EQ(heard(sound), "silence phase");
  EXPECT_EQ(heard(sound, {.silence = false}), "phase");
  EXPECT_EQ(heard(sound, {.phase = false}), "silence");
}

}  // namespace audio_test
}  // namespace vqa::test
