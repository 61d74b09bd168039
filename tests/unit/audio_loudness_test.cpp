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

using Channels = std::vector<std::vector<float>>;

/// Calls `look(loudness)` after every so many slices of 10 ms; 0: never.
template <class Look>
Loudness::Measured follow(const Channels& channels, int rate, std::size_t every, Look look) {
  IncidentNumbers numbers;
  Loudness loudness("audio", numbers);
  Events events;
  const auto step = static_cast<std::ptrdiff_t>(rate / 100);
  std::size_t slices = 0;
  Slice slice{.duration = 10ms, .rate = rate, .channels = Channels(channels.size())};
  for (auto from = 0 * step; from + step <= std::ssize(channels[0]); from += step) {
    for (std::size_t c = 0; c < channels.size(); ++c)
      slice.channels[c].assign(channels[c].begin() + from, channels[c].begin() + from + step);
    loudness.process(slice, events);
    slice.time += slice.duration;
    if (every > 0 && ++slices % every == 0) look(loudness);
  }
  return loudness.measured();
}

Loudness::Measured measure(const Stereo& sound) {
  return follow({sound.left, sound.right}, sound.rate, 0, [](const Loudness&) {});
}

constexpr auto kMomentary = &Loudness::Measured::momentary;
constexpr auto kShortTerm = &Loudness::Measured::short_term;

/// The loudest that the meter showed, by one of its values.
double most(const Stereo& sound, double Loudness::Measured::*value) {
  const std::size_t every = value == kMomentary ? 2 : 5;
  double found = -200;
  follow({sound.left, sound.right}, sound.rate, every,
         [&](const Loudness& loudness) { found = std::max(found, loudness.measured().*value); });
  return found;
}

constexpr double kSilent = -200;

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

TEST(AudioLoudness, WeighsSurroundAsInCase6) {
  Channels channels;
  for (const double level : {-28.0, -28.0, -24.0, -30.0, -30.0})
    channels.push_back(tones({{level, 20}}).left);
  EXPECT_NEAR(follow(channels, 48000, 0, [](const Loudness&) {}).integrated, -23, 0.1);
}

// (Cases 7 and 8 are recordings.)
TEST(AudioLoudness, IsSteadyInCases9And12) {
  const auto spread = [](double loud, double soft, double settled, auto value) {
    std::vector<Part> parts;
    for (double t = 0; t < 15; t += loud + soft)
      parts.insert(parts.end(), {{-20, loud}, {-30, soft}});
    const Stereo sound = tones(parts);
    double low = 0, high = -200;
    int looks = 0;
    follow({sound.left, sound.right}, sound.rate, 5, [&](const Loudness& loudness) {
      if (++looks * 0.05 <= settled) return;
      low = std::min(low, loudness.measured().*value);
      high = std::max(high, loudness.measured().*value);
    });
    return std::pair{low, high};
  };
  for (const auto& [low, high] :
       {spread(1.34, 1.66, 3, kShortTerm), spread(0.18, 0.22, 1, kMomentary)}) {
    EXPECT_NEAR(low, -23, 0.1);
    EXPECT_NEAR(high, -23, 0.1);
  }
}

TEST(AudioLoudness, SeesTonesWheneverTheyBegin) {
  for (const int i : {0, 1, 6, 13, 19}) {
    EXPECT_NEAR(most(tones({{kSilent, 0.15 * i}, {-23, 3}, {kSilent, 1}}), kShortTerm), -23, 0.1)
        << "case 10, " << i;
    EXPECT_NEAR(most(tones({{kSilent, 0.02 * i}, {-23, 0.4}, {kSilent, 1}}), kMomentary), -23, 0.1)
        << "case 13, " << i;
  }
}

TEST(AudioLoudness, FollowsTonesThatGetLouder) {
  std::vector<Part> seconds, moments;
  for (int i = 0; i < 20; ++i) {
    const double level = -38 + i;
    seconds.insert(seconds.end(), {{kSilent, 0.15 * i}, {level, 3}, {kSilent, 3 - 0.15 * i}});
    moments.insert(moments.end(), {{kSilent, 0.02 * i}, {level, 0.4}, {kSilent, 0.4 - 0.02 * i}});
  }
  const auto check = [](const std::vector<Part>& parts, double each, std::size_t every,
                        auto value) {
    const Stereo sound = tones(parts);
    std::array<double, 20> found;
    found.fill(-200);
    int looks = 0;
    follow({sound.left, sound.right}, sound.rate, every, [&](const Loudness& loudness) {
      const auto part =
          static_cast<std::size_t>(looks++ * 0.01 * static_cast<double>(every) / each + 1e-6);
      if (part < found.size()) found[part] = std::max(found[part], loudness.measured().*value);
    });
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_NEAR(found[i], -38 + static_cast<double>(i), 0.1) << i;
  };
  check(seconds, 6, 5, kShortTerm);    // case 11
  check(moments, 0.8, 2, kMomentary);  // case 14
}

TEST(AudioLoudness, MeasuresTruePeak) {
  const auto peak = [](double turn, double phase, double amplitude, int rate = 48000) {
    Stereo sound{.rate = rate};
    for (std::size_t i = 0; i < sound.at(1); ++i)
      sound.left.push_back(
          static_cast<float>(amplitude * std::sin(2 * std::numbers::pi *
                                                  (static_cast<double>(i) / turn + phase / 360))));
    sound.right = sound.left;
    // (A tone that begins at once overshoots when it is limited to half the rate: all peaks but the
    // first.)
    for (std::size_t i = 0; i < 480; ++i)
      sound.left[i] *= static_cast<float>(i) / 480, sound.right[i] *= static_cast<float>(i) / 480;
    return measure(sound).true_peak;
  };
  const auto within = [](double found, double expected) {
    return found <= expected + 0.2 && found >= expected - 0.4;
  };
  EXPECT_PRED2(within, peak(4, 0, 0.5), -6.02) << "case 15";
  EXPECT_PRED2(within, peak(4, 45, 0.5), -6.02) << "case 16";
  EXPECT_PRED2(within, peak(6, 60, 0.5), -6.02) << "case 17";
  EXPECT_PRED2(within, peak(8, 67.5, 0.5), -6.02) << "case 18";
  EXPECT_PRED2(within, peak(4, 45, 1.41), 2.98) << "case 19";
  EXPECT_PRED2(within, peak(4, 45, 0.5, 96000), -6.02);
  EXPECT_PRED2(within, peak(16, 11.25, 0.5, 192000), -6.02);
}

// Cases 20 to 23: what lies between samples, at each quarter of one. (A pulse whose spectrum ends
// at fs/4 or so, sampled at four phases.)
TEST(AudioLoudness, MeasuresTruePeakWhereverItLies) {
  for (const double phase : {0.0, 0.25, 0.5, 0.75}) {
    Stereo sound;
    for (int i = 0; i < 4800; ++i) {
      const double t = (i - 2400 + phase) / 2 * std::numbers::pi / 2;
      sound.left.push_back(static_cast<float>(t == 0 ? 1 : std::pow(std::sin(t) / t, 2)));
    }
    sound.right = sound.left;
    const double found = measure(sound).true_peak;
    EXPECT_LE(found, 0.2) << phase;
    EXPECT_GE(found, -0.4) << phase;
  }
}

TEST(AudioLoudness, MeasuresRange) {
  EXPECT_NEAR(measure(tones({{-20, 20}, {-30, 20}})).range, 10, 1) << "EBU Tech 3342, case 1";
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
