// SPDX-License-Identifier: LGPL-2.1-or-later
// Defects that a lossy coder has blurred, or that something else covers.
#include <gtest/gtest.h>

#include "audio_listen.h"

namespace vqa::test {
namespace audio_blurred_test {

constexpr int kRate = 48000;

/// What a coder makes of it, roughly: nothing is as it was, by noise 26 dB below full scale or so.
Stereo blurred(Stereo sound) {
  const std::vector<float> noise = lively(10, 0.02, kRate).left;
  for (auto* channel : {&sound.left, &sound.right}) {
    float last = 0;
    for (std::size_t i = 0; i < channel->size(); ++i) {
      const float x = (*channel)[i];
      (*channel)[i] = 0.5F * (x + last) + noise[(7 * i) % noise.size()];
      last = x;
    }
  }
  return sound;
}

/// Tones in no simple relation, which swell.
Stereo chord(double seconds, double loudness) {
  Stereo sound{.rate = kRate};
  sound.left.assign(sound.at(seconds), 0);
  for (const double tone : {233.1, 311.7, 401.3, 523.9, 1210.7})
    add_tone(sound.left, kRate, tone, loudness / 5);
  for (std::size_t i = 0; i < sound.left.size(); ++i)
    sound.left[i] *= static_cast<float>(
        0.7 + 0.3 * std::sin(2 * std::numbers::pi * 3 * static_cast<double>(i) / kRate));
  sound.right = sound.left;
  return sound;
}

Stereo clipped(Stereo sound, float level, float gain) {
  for (auto* channel : {&sound.left, &sound.right})
    for (float& x : *channel) x = std::clamp(x, -level, level) * gain;
  return sound;
}

TEST(AudioBlurred, ClippingIsSeenWhateverTheGain) {
  for (const float gain : {1.0F, 3.0F}) {
    const Events found = begins(listen(blurred(clipped(chord(8, 1), 0.25F, gain))));
    ASSERT_EQ(found.size(), 1U) << gain;
    EXPECT_EQ(found[0].kind, "clipping");
    ASSERT_NE(detail_of(found[0], "coded"), nullptr);
    EXPECT_TRUE(std::get<bool>(*detail_of(found[0], "coded")));
    EXPECT_NEAR(std::get<double>(*detail_of(found[0], "peak")), 20 * std::log10(0.25F * gain), 2);
    EXPECT_LT(found[0].start, 1500ms);
    EXPECT_GT(found[0].value, 0.02);
  }
}

TEST(AudioBlurred, RoundTopsAreNoClipping) {
  EXPECT_EQ(heard(blurred(chord(8, 1))), "");
  // Compressed, as far as music ever is.
  Stereo loud = chord(8, 1);
  for (auto* channel : {&loud.left, &loud.right})
    for (float& x : *channel) x = 0.9F * std::tanh(2 * x);
  EXPECT_EQ(heard(blurred(loud)), "");
}

TEST(AudioBlurred, ClippingEndsWithIt) {
  Stereo sound = clipped(chord(6, 1), 0.25F, 1);
  const Stereo after = chord(8, 0.3);
  for (auto* channel : {&sound.left, &sound.right})
    channel->insert(channel->end(), after.left.begin(), after.left.end());
  const Events events = listen(blurred(sound));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].phase, Phase::end);
  EXPECT_LT(events[1].running_time, 13s);
}

// So much louder than the hum that in no second it stands out.
Stereo covered(double frequency, double amplitude) {
  Stereo sound = lively(16, 0.3);
  for (auto* channel : {&sound.left, &sound.right})
    for (const double order : {1.0, 2.0, 3.0})
      add_tone(*channel, sound.rate, order * frequency, amplitude / order);
  return sound;
}

TEST(AudioBlurred, HumIsSeenBelowOtherSound) {
  for (const double mains : {50.0, 60.0, 50.15}) {
    const Events found = begins(listen(covered(mains, 0.03)));
    ASSERT_EQ(found.size(), 1U) << mains;
    EXPECT_EQ(found[0].kind, "hum");
    EXPECT_GT(found[0].value, -45);
    EXPECT_LT(found[0].value, -30);
    EXPECT_NEAR(std::get<double>(*detail_of(found[0], "mains")), mains, 0.2);
  }
  EXPECT_EQ(heard(covered(50, 0.03), {.hum_level = -20}), "");
  EXPECT_EQ(heard(covered(50, 0)), "");
}

TEST(AudioBlurred, NotesBesideTheMainsAreNoHum) {
  for (const double note : {48.999, 51.913, 58.270, 61.735})
    EXPECT_EQ(heard(covered(note, 0.03)), "");
}

}  // namespace audio_blurred_test
}  // namespace vqa::test
