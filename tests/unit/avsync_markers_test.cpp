// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "avsync/beeps.h"
#include "avsync/flashes.h"
#include "avsync/markers.h"
#include "unit/avsync_programme.h"

namespace vqa::test {
namespace avsync_markers_test {

constexpr int kRate = 48000;

std::vector<float> tone_at(double onset, double length, double seconds, double level = 0.5) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double time = static_cast<double>(i) / kRate - onset;
    if (time >= 0 && time < length)
      samples[i] = static_cast<float>(level * std::sin(2 * std::numbers::pi * 1000 * time));
  }
  return samples;
}

std::vector<Time> onsets_in(const std::vector<float>& samples, std::size_t piece) {
  Beeps beeps;
  std::vector<Time> onsets;
  for (std::size_t from = 0; from < samples.size(); from += piece) {
    const std::size_t count = std::min(piece, samples.size() - from);
    beeps.take(std::span(samples).subspan(from, count),
               at_seconds(static_cast<double>(from) / kRate), kRate, onsets);
  }
  return onsets;
}

TEST(AvSyncBeeps, AreTimedToAFractionOfAMillisecond) {
  for (const double onset : {0.5, 0.50031, 0.777}) {
    for (const std::size_t piece :
         {std::size_t{48}, std::size_t{1000}, std::size_t{1024}, std::size_t{48000}}) {
      const auto onsets = onsets_in(tone_at(onset, 0.1, 1.2), piece);
      ASSERT_EQ(onsets.size(), 1U);
      EXPECT_NEAR(std::chrono::duration<double>(onsets[0]).count(), onset, 0.0002);
    }
  }
}

TEST(AvSyncBeeps, StandOutOfNoise) {
  auto samples = tone_at(1.5, 0.1, 2);
  std::mt19937 random(1);
  std::normal_distribution<float> noise(0, 0.02F);
  for (float& sample : samples) sample += noise(random);
  const auto onsets = onsets_in(samples, 1024);
  ASSERT_EQ(onsets.size(), 1U);
  EXPECT_NEAR(std::chrono::duration<double>(onsets[0]).count(), 1.5, 0.0002);
  EXPECT_TRUE(onsets_in(tone_at(0.5, 0.1, 1, 0.005), 1024).empty()) << "too faint";
}

/// Pictures of 25 a second, one value for the picture and its quarters each.
std::vector<Time> flashes_in(const std::vector<float>& lumas, bool corner = false) {
  Flashes flashes;
  std::vector<Time> found;
  for (std::size_t i = 0; i < lumas.size(); ++i) {
    Flashes::Lumas all;
    all.fill(lumas[i]);
    if (corner) all = {lumas[0], lumas[0], lumas[0], lumas[i], lumas[0]};
    if (const auto time = flashes.take(static_cast<int>(i) * 40ms, all)) found.push_back(*time);
  }
  return found;
}

TEST(AvSyncFlashes, AreTimedByTheirFirstPicture) {
  std::vector<float> lumas(50, 30);
  lumas[30] = lumas[31] = 200;
  const std::vector<Time> expected = {1200ms};
  EXPECT_EQ(flashes_in(lumas), expected);
  EXPECT_EQ(flashes_in(lumas, true), expected) << "in a corner";
}

TEST(AvSyncFlashes, AreNoCutsNorFlicker) {
  std::vector<float> cut(100, 30);
  std::fill(cut.begin() + 50, cut.end(), 200.F);
  EXPECT_TRUE(flashes_in(cut).empty());
  std::vector<float> flicker(100);
  for (std::size_t i = 0; i < flicker.size(); ++i) flicker[i] = i % 2 != 0 ? 80.F : 120.F;
  EXPECT_TRUE(flashes_in(flicker).empty());
  std::vector<float> dim(50, 30);
  dim[30] = 50;
  EXPECT_TRUE(flashes_in(dim).empty());
}

std::vector<Estimate> told(Markers& markers, Time until) {
  std::vector<Estimate> all;
  for (Time now{}; now <= until; now += 100ms)
    if (const auto estimate = markers.look(now)) all.push_back(*estimate);
  return all;
}

TEST(AvSyncMarkers, TellTheOffsetAtEveryFrameRate) {
  for (const double fps : {24.0, 25.0, 30000 / 1001.0, 50.0, 60000 / 1001.0}) {
    for (const double offset : {-0.5, -0.2, 0.0, 0.123, 0.5}) {
      Markers markers;
      for (int i = 1; i <= 7; ++i) {
        const double flash = std::ceil(i * 2 * fps) / fps;
        markers.flash(at_seconds(flash));
        markers.beep(at_seconds(flash + offset));
      }
      const auto all = told(markers, 20s);
      ASSERT_FALSE(all.empty()) << fps << " " << offset;
      for (const auto& estimate : all) EXPECT_NEAR(estimate.offset, offset * 1000, 0.1);
    }
  }
}

TEST(AvSyncMarkers, SayNothingWithoutARhythm) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> any(0, 300);
  for (int trial = 0; trial < 20; ++trial) {
    Markers markers;
    std::vector<double> flashes, beeps;
    for (int i = 0; i < 100; ++i) flashes.push_back(any(random));
    for (int i = 0; i < 100; ++i) beeps.push_back(any(random));
    std::sort(flashes.begin(), flashes.end());
    std::sort(beeps.begin(), beeps.end());
    std::size_t flash = 0, beep = 0;
    for (Time now{}; now <= 300s; now += 100ms) {
      while (flash < flashes.size() && at_seconds(flashes[flash]) <= now)
        markers.flash(at_seconds(flashes[flash++]));
      while (beep < beeps.size() && at_seconds(beeps[beep]) <= now)
        markers.beep(at_seconds(beeps[beep++]));
      EXPECT_FALSE(markers.look(now));
    }
  }
}

TEST(AvSyncMarkers, SayNothingWhereSoundSetsInAllTheTime) {
  Markers markers;
  for (int i = 1; i <= 7; ++i) markers.flash(i * 2s);
  for (int i = 1; i <= 70; ++i) markers.beep(i * 200ms);
  EXPECT_TRUE(told(markers, 20s).empty());
}

}  // namespace avsync_markers_test
}  // namespace vqa::test
