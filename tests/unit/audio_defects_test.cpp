// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "audio_listen.h"

namespace vqa::test {
namespace audio_defects_test {

void mute(Stereo& sound, double from, double seconds) {
  for (std::size_t i = sound.at(from); i < sound.at(from + seconds); ++i)
    sound.left[i] = sound.right[i] = 0;
}

TEST(AudioDropout, FindsHolesOfAllLengths) {
  for (const double length : {0.006, 0.01, 0.02, 0.1, 0.4}) {
    Stereo sound = lively(4);
    mute(sound, 2.0013, length);
    const Events found = begins(listen(sound));
    ASSERT_EQ(found.size(), 1U) << length;
    EXPECT_EQ(found[0].kind, "dropout");
    EXPECT_NEAR(std::chrono::duration<double>(found[0].start).count(), 2.0013, 0.003);
  }
}

TEST(AudioDropout, HasLimits) {
  Stereo sound = lively(4);
  mute(sound, 2, 0.1);
  EXPECT_EQ(heard(sound, {.dropout_min_duration = 120ms}), "");
  EXPECT_EQ(heard(sound, {.dropout_max_duration = 80ms}), "");
  EXPECT_EQ(heard(sound, {.dropout = false}), "");
}

TEST(AudioDropout, CountsThoseThatFollowEachOther) {
  Stereo sound = lively(6);
  for (const double at : {1.0, 1.5, 2.0}) mute(sound, at, 0.03);
  mute(sound, 4.5, 0.03);
  const Events events = listen(sound, {.dropout_critical = 3});
  EXPECT_EQ(begins(events).size(), 2U);
  EXPECT_EQ(std::count_if(events.begin(), events.end(),
                          [](const Event& e) { return e.phase == Phase::update; }),
            1);
  EXPECT_EQ(begins(listen(sound, {.dropout_clear_duration = 5s})).size(), 1U);
}

TEST(AudioDropout, LeavesFadesDecaysAndBeatsAlone) {
  Stereo fades = lively(6);
  for (std::size_t i = 0; i < fades.left.size(); ++i) {
    // Fades out in 100 ms, is silent for as long, and comes back as slowly, once a second.
    const double phase = std::fmod(static_cast<double>(i) / fades.rate, 1);
    const double gain = phase < 0.1   ? 1 - phase / 0.1
                        : phase < 0.2 ? 0
                                      : std::min(1.0, (phase - 0.2) / 0.1);
    fades.left[i] *= static_cast<float>(gain);
    fades.right[i] *= static_cast<float>(gain);
  }
  EXPECT_EQ(heard(fades), "");
  Stereo drums = lively(6, 0.5);
  for (std::size_t i = 0; i < drums.left.size(); ++i) {
    const double since = std::fmod(static_cast<double>(i) / drums.rate, 0.25);
    const auto gain = static_cast<float>(std::exp(-since / 0.015));
    drums.left[i] *= gain;
    drums.right[i] *= gain;
  }
  EXPECT_EQ(heard(drums), "");
}

// What was heard in the `period` samples before is heard `times` more.
void repeat(Stereo& sound, double from, std::size_t period, std::size_t times) {
  const std::size_t begin = sound.at(from);
  for (auto* channel : {&sound.left, &sound.right})
    for (std::size_t i = 0; i < times * period; ++i)
      (*channel)[begin + i] = (*channel)[begin - period + i];
}

TEST(AudioDropout, FindsFramesThatAreHeardAgain) {
  for (const std::size_t period : {960, 1024, 1152, 2048}) {
    for (const std::size_t times : {1, 4}) {
      Stereo sound = lively(4, 0.1, 48000);
      repeat(sound, 2.0013, period, times);
      const Events found = begins(listen(sound));
      ASSERT_EQ(found.size(), 1U) << period << " " << times;
      EXPECT_EQ(std::get<std::string>(*detail_of(found[0], "cause")), "repeat");
      EXPECT_NEAR(std::chrono::duration<double>(found[0].start).count(), 2.0013, 0.004);
      EXPECT_NEAR(static_cast<double>(std::get<std::int64_t>(*detail_of(found[0], "length"))),
                  static_cast<double>(times * period) / 48, 4);
    }
  }
}

TEST(AudioDropout, TellsOfWhatIsRepeatedForeverWhileItIs) {
  Stereo sound = lively(6, 0.1, 48000);
  repeat(sound, 2, 1024, 180);
  const Events found = begins(listen(sound));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(found[0].running_time, 2600ms);
  const Events all = listen(sound);
  EXPECT_GT(all.back().running_time, 5800ms);
}

TEST(AudioDropout, LeavesTonesAlone) {
  // The lengths of frames are periods of these.
  for (const double tone : {46.875, 50.0, 93.75, 100.0, 1000.0}) {
    Stereo sound = lively(4, 0.002, 48000);
    for (auto* channel : {&sound.left, &sound.right}) {
      std::vector<float> note(channel->size());
      for (const double order : {1.0, 2.0, 3.0, 4.0})
        add_tone(note, sound.rate, order * tone, 0.1 / order);
      for (std::size_t i = sound.at(2); i < note.size(); ++i) (*channel)[i] += note[i];
    }
    EXPECT_EQ(heard(sound, {.hum = false}), "") << tone;
  }
}

TEST(AudioDropout, LeavesTestTonesAlone) {
  // 25 ms are eleven of its periods, to the sample.
  Stereo sound = lively(4, 0, 16000);
  for (auto* channel : {&sound.left, &sound.right}) {
    add_tone(*channel, sound.rate, 440, 0.1);
    std::fill(channel->begin(), channel->begin() + sound.rate, 0.0F);
  }
  EXPECT_EQ(heard(sound), "");
}

Stereo clicking(std::initializer_list<double> times) {
  Stereo sound = lively(8);
  for (const double t : times) sound.left[sound.at(t)] += 0.6F;
  return sound;
}

TEST(AudioClick, CountsWithinTenSeconds) {
  EXPECT_EQ(heard(clicking({1.0, 2.0, 3.5})), "click");
  EXPECT_EQ(heard(clicking({1.0, 3.5})), "");
  EXPECT_EQ(heard(clicking({1.0, 2.0, 3.5}), {.click_count = 4}), "");
  EXPECT_EQ(heard(clicking({1.0, 2.0, 3.5}), {.click_level = 500}), "");
  EXPECT_EQ(heard(clicking({1.0, 2.0, 3.5}), {.click = false}), "");
}

TEST(AudioClipping, SeesFlatTopsWhateverTheGain) {
  for (const float gain : {1.0F, 0.3F}) {
    Stereo sound = lively(6, 0.2);
    for (auto* channel : {&sound.left, &sound.right})
      for (float& x : *channel) x = std::clamp(x, -0.2F, 0.2F) * gain;
    EXPECT_EQ(heard(sound), "clipping");
    EXPECT_EQ(heard(sound, {.clipping = false}), "");
    EXPECT_EQ(heard(sound, {.clipping_level = 0.9}), "");
    EXPECT_EQ(heard(sound, {.clipping_duration = 10s}), "");
  }
}

TEST(AudioClipping, LeavesLoudTonesAlone) {
  Stereo sound = lively(4, 0.01);
  for (auto* channel : {&sound.left, &sound.right}) add_tone(*channel, sound.rate, 200, 0.9);
  EXPECT_EQ(heard(sound), "");
}

Stereo inverted() {
  Stereo sound = lively(8);
  for (std::size_t i = sound.at(2); i < sound.right.size(); ++i) sound.right[i] *= -1;
  return sound;
}

TEST(AudioPhase, SeesInvertedChannels) {
  const Events found = begins(listen(inverted()));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, "phase");
  EXPECT_NEAR(std::chrono::duration<double>(found[0].start).count(), 2.3, 0.2);
  EXPECT_NEAR(std::chrono::duration<double>(found[0].running_time - found[0].start).count(), 3,
              0.05);
  EXPECT_EQ(heard(inverted(), {.phase_duration = 7s}), "");
}

TEST(AudioPhase, LeavesMonoAndWideSoundAlone) {
  Stereo wide = lively(8);
  std::rotate(wide.right.begin(), wide.right.begin() + 7777, wide.right.end());
  EXPECT_EQ(heard(wide), "");
}

Stereo humming(double frequency, double amplitude = 0.01) {
  Stereo sound = lively(16, 0.003, 8000);
  for (auto* channel : {&sound.left, &sound.right})
    for (const double order : {1.0, 2.0, 3.0})
      add_tone(*channel, sound.rate, order * frequency, amplitude / order);
  return sound;
}

TEST(AudioHum, KnowsTheMains) {
  for (const double mains : {50.0, 49.9, 60.0, 60.1}) {
    const Events found = begins(listen(humming(mains)));
    ASSERT_EQ(found.size(), 1U) << mains;
    EXPECT_EQ(found[0].kind, "hum");
    EXPECT_NEAR(std::get<double>(found[0].details[0].second), mains, 0.2);
  }
  EXPECT_EQ(heard(humming(50), {.hum_level = -20}), "");
  EXPECT_EQ(heard(humming(50), {.hum_duration = 60s}), "");
  EXPECT_EQ(heard(humming(50), {.hum = false}), "");
}

TEST(AudioHum, LeavesNotesAlone) {
  for (const double note : {48.999, 51.913, 58.270, 61.735}) EXPECT_EQ(heard(humming(note)), "");
}

}  // namespace audio_defects_test
}  // namespace vqa::test
