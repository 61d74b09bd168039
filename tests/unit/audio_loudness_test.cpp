// SPDX-License-Identifier: LGPL-2.1-or-later
// The signals of EBU Tech 3341 (minimum requirements for live meters), made here.
#include <gtest/gtest.h>

#include <array>

#include "audio/loudness.h"
#include "audio_listen.h"

namespace vqa::test {
namespace audio_loudness_test {

struct Part {
  double level;  ///< dBFS, the peak of a sine of 1 kHz
  double seconds;
};

Stereo tones(const std::vector<Part>& parts) {
  constexpr std::size_t kPeriod = 48;
  Stereo sound;
  for (const auto& [level, seconds] : parts) {
    std::array<float, kPeriod> period;
    for (std::size_t i = 0; i < kPeriod; ++i)
      period[i] =
          static_cast<float>(std::pow(10, level / 20) *
                             std::sin(2 * std::numbers::pi * static_cast<double>(i) / kPeriod));
    for (std::size_t i = 0; i < sound.at(seconds); ++i) sound.left.push_back(period[i % kPeriod]);
  }
  sound.right = sound.left;
  return sound;
}

Loudness::Measured measure(const Stereo& sound) {
  IncidentNumbers numbers;
  Loudness loudness("audio", numbers);
  Events events;
  Slice slice{.duration = 10ms, .rate = sound.rate, .channels = {{}, {}}};
  for (std::size_t from = 0; from + 480 <= sound.left.size(); from += 480) {
    const auto at = static_cast<std::ptrdiff_t>(from);
    slice.channels[0].assign(sound.left.begin() + at, sound.left.begin() + at + 480);
    slice.channels[1].assign(sound.right.begin() + at, sound.right.begin() + at + 480);
    loudness.process(slice, events);
    slice.time += slice.duration;
  }
  return loudness.measured();
}

TEST(AudioLoudness, KeepsToTech3341) {
  for (const double level : {-23.0, -33.0}) {  // cases 1 and 2
    const auto found = measure(tones({{level, 20}}));
    EXPECT_NEAR(found.momentary, level, 0.1);
    EXPECT_NEAR(found.short_term, level, 0.1);
    EXPECT_NEAR(found.integrated, level, 0.1);
  }
  // Cases 3 to 5: what is faint does not count.
  EXPECT_NEAR(measure(tones({{-36, 10}, {-23, 60}, {-36, 10}})).integrated, -23, 0.1);
  EXPECT_NEAR(measure(tones({{-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10}})).integrated,
              -23, 0.1);
  EXPECT_NEAR(measure(tones({{-26, 20}, {-20, 20.1}, {-26, 20}})).integrated, -23, 0.1);
}

TEST(AudioLoudness, MeasuresRangeAndTruePeak) {
  EXPECT_NEAR(measure(tones({{-20, 20}, {-30, 20}})).range, 10, 1) << "EBU Tech 3342, case 1";
  // A quarter of the rate, between samples: what the samples show is 3 dB less.
  Stereo sound;
  for (std::size_t i = 0; i < sound.at(1); ++i)
    sound.left.push_back(
        static_cast<float>(0.5 * std::sin(std::numbers::pi * (static_cast<double>(i) / 2 + 0.25))));
  sound.right = sound.left;
  EXPECT_NEAR(measure(sound).true_peak, -6, 0.4) << "EBU Tech 3341, case 16";
}

std::string causes(const Stereo& sound, AudioConfig config = {}) {
  config.loudness = true;
  config.silence = config.dropout = config.click = config.clipping = config.phase = config.hum =
      false;
  std::string found;
  for (const Event& event : begins(listen(sound, config)))
    if (event.kind == "loudness") found += std::get<std::string>(event.details.at(0).second) + " ";
  return found;
}

TEST(AudioLoudness, TellsIfItIsAskedTo) {
  EXPECT_EQ(heard(tones({{-8, 15}}), {.clipping = false}), "") << "off by default";
  EXPECT_EQ(causes(tones({{-8, 15}})), "high ");
  EXPECT_EQ(causes(tones({{-45, 15}})), "low ");
  EXPECT_EQ(causes(tones({{-23, 15}})), "");
  EXPECT_EQ(causes(tones({{-8, 15}}), {.loudness_high = -5}), "");
  EXPECT_EQ(causes(tones({{-45, 15}}), {.loudness_low = -50}), "");
  EXPECT_EQ(causes(tones({{-8, 15}}), {.loudness_duration = 20s}), "");
  EXPECT_EQ(causes(tones({{-32, 8}, {-20, 7}})), "step ");
  EXPECT_EQ(causes(tones({{-32, 8}, {-20, 7}}), {.loudness_step = 15}), "");
}

}  // namespace audio_loudness_test
}  // namespace vqa::test
