// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "avsync/reference.h"
#include "avsync/reference_format.h"
#include "unit/avsync_taps.h"

namespace vqa::test {
namespace avsync_reference_test {

constexpr int kRate = 8000;

double ms(Time time) { return std::chrono::duration<double, std::milli>(time).count(); }

std::deque<OwnPicture> own_pictures(const EndlessScene& scene, double fps, double lag,
                                    double seconds, double share = 1) {
  std::deque<OwnPicture> pictures;
  for (int i = 0; i < seconds * fps; ++i)
    pictures.push_back({at_seconds(i / fps + lag), scene.cells(i / fps, share)});
  return pictures;
}

std::deque<ReferencePicture> reference_pictures(const EndlessScene& scene, double fps,
                                                double seconds) {
  std::deque<ReferencePicture> pictures;
  for (int i = 0; i < seconds * fps; ++i)
    pictures.push_back(ReferencePicture::of(at_seconds(i / fps), scene.cells(i / fps)));
  return pictures;
}

TEST(AvSyncMatch, FindsThePictureToTheMillisecondAtTheSameRate) {
  const EndlessScene scene(1);
  const auto reference = reference_pictures(scene, 25, 12);
  for (const double lag : {0.0, 0.0137, 2.7}) {
    const auto found =
        match_picture(own_pictures(scene, 25, lag, 12), reference, {5s, 8s}, {-3200ms, 3200ms}, 1);
    ASSERT_TRUE(found) << lag;
    EXPECT_TRUE(found->exact);
    EXPECT_NEAR(ms(found->lag), lag * 1000, 0.1);
    EXPECT_GT(found->height, 0.95);
  }
}

TEST(AvSyncMatch, FindsThePictureAtAnotherRate) {
  const EndlessScene scene(1);
  const auto reference = reference_pictures(scene, 25, 12);
  for (const double fps : {24.0, 30000 / 1001.0}) {
    for (const double lag : {0.0137, -0.2}) {
      const auto found = match_picture(own_pictures(scene, fps, lag, 12), reference, {5s, 8s},
                                       {-3200ms, 3200ms}, 1);
      ASSERT_TRUE(found) << lag;
      EXPECT_FALSE(found->exact);
      EXPECT_NEAR(ms(found->lag), lag * 1000, 5);
    }
  }
}

TEST(AvSyncMatch, FindsTheSoundToAFractionOfAMillisecond) {
  const EndlessScene scene(1);
  const auto samples = scene.sound(20, kRate);
  SoundTrack reference;
  for (const auto& row : prints_of(samples, kRate, 0)) reference.add(row);
  for (const double lag : {0.0, 0.0017, 0.3, -0.2, 2.7}) {
    SoundTrack own;
    for (const auto& row : prints_of(samples, kRate, lag)) own.add(row);
    const auto found = match_sound(own, reference, {5s, 8s}, {-3200ms, 3200ms});
    ASSERT_TRUE(found) << lag;
    EXPECT_NEAR(ms(found->lag), lag * 1000, 0.3);
    EXPECT_GT(found->height, 0.8);
    EXPECT_GT(found->margin, 0.5);
    const auto rough = find_sound(own, reference, {5s, 8s});
    ASSERT_TRUE(rough);
    EXPECT_NEAR(ms(rough->lag), lag * 1000, 45);
  }
}

/// Two taps of one programme, or of two; what the second says at its end.
struct TwoTaps {
  unsigned seed = 1, other_seed = 1;
  double lag = 1.5;   ///< of the second one, s
  double offset = 0;  ///< of its sound, s
  double share = 1;   ///< of the picture that it shows
  bool still = false, silent = false;
  double repeats = 1e9;  ///< s, of both
  double fps = 10;

  std::vector<Estimate> estimates(std::string* reason = nullptr) const {
    const double seconds = 11;
    const EndlessScene theirs(seed), ours(other_seed);
    Reference reference;
    const auto cells = [this](const EndlessScene& scene, double time, double shown) {
      return scene.cells(still ? 0 : std::fmod(time, repeats), shown);
    };
    const auto sound = [this, seconds](const EndlessScene& scene) {
      auto samples = scene.sound(seconds, kRate);
      const auto period = static_cast<std::size_t>(std::min(repeats, seconds) * kRate);
      for (std::size_t i = period; i < samples.size(); ++i) samples[i] = samples[i - period];
      if (silent) std::fill(samples.begin(), samples.end(), 0.F);
      return samples;
    };
    for (int i = 0; i < seconds * fps; ++i)
      reference.add(ReferencePicture::of(at_seconds(i / fps), cells(theirs, i / fps, 1)));
    for (const auto& row : prints_of(sound(theirs), kRate, 0)) reference.add(row);
    for (int i = 0; i < seconds * fps; ++i)
      reference.see(at_seconds(i / fps + lag), cells(ours, i / fps, share));
    for (const auto& row : prints_of(sound(ours), kRate, lag + offset)) reference.hear(row);
    std::vector<Estimate> found;
    for (int second = 3; second <= static_cast<int>(seconds); ++second)
      if (const auto one = reference.look(at_seconds(second + lag))) found.push_back(*one);
    if (reason != nullptr) *reason = reference.reason();
    return found;
  }
};

TEST(AvSyncReference, TellsTheOffsetWhateverTheWay) {
  for (const auto& [lag, offset] : {std::pair{-0.4, -2.0}, {-0.4, 2.0}, {3600.013, 0.0631}}) {
    const auto found = TwoTaps{.lag = lag, .offset = offset}.estimates();
    ASSERT_GE(found.size(), 3U) << lag << " " << offset;
    for (const auto& one : found) EXPECT_NEAR(one.offset, offset * 1000, 1);
  }
}

TEST(AvSyncReference, SeesThroughACrop) {
  const auto found = TwoTaps{.offset = 0.2, .share = 0.9}.estimates();
  ASSERT_GE(found.size(), 4U);
  for (const auto& one : found) EXPECT_NEAR(one.offset, 200, 1);
}

TEST(AvSyncReference, KnowsWhatItCannotKnow) {
  std::string reason;
  EXPECT_TRUE(TwoTaps({.other_seed = 2}).estimates(&reason).empty());
  EXPECT_EQ(reason, "the sound is another, or silent");
  EXPECT_TRUE(TwoTaps({.silent = true}).estimates(&reason).empty());
  EXPECT_EQ(reason, "the sound is another, or silent");
  EXPECT_TRUE(TwoTaps({.still = true}).estimates(&reason).empty());
  EXPECT_EQ(reason, "the picture is another, or stands still");
  EXPECT_TRUE(TwoTaps({.repeats = 1}).estimates(&reason).empty());
  EXPECT_EQ(reason, "the sound repeats itself");
}

TEST(AvSyncReferenceFormat, KeepsWhatIsWritten) {
  std::string bytes(kReferenceMagic);
  ReferencePicture picture{.time = 123456780us, .mean = {}};
  for (std::size_t i = 0; i < picture.mean.size(); ++i)
    picture.mean[i] = static_cast<std::uint8_t>(5 * i);
  SoundPrints row{.first = 5'000'000'000, .prints = std::vector<SoundPrint>(300)};
  for (std::size_t i = 0; i < row.prints.size(); ++i)
    for (std::size_t band = 0; band < SoundPrint::kBands; ++band)
      row.prints[i].rise[band] = static_cast<std::int8_t>(static_cast<int>((i + band) % 15) - 7);
  append(bytes, picture);
  append(bytes, row);
  picture.time += 26h;  // further than the numbers in the file reach, in steps
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    ReferenceReader reader;
    std::vector<ReferenceReader::Item> items;
    for (std::size_t from = 0; from < bytes.size(); from += piece) {
      reader.feed(std::string_view(bytes).substr(from, piece));
      while (auto item = reader.next()) items.push_back(std::move(*item));
    }
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(std::get<ReferencePicture>(items[0]).time, 123456780us);
    EXPECT_EQ(std::get<ReferencePicture>(items[0]).mean, picture.mean);
    std::vector<SoundPrint> prints;
    for (const std::size_t i : {std::size_t{1}, std::size_t{2}})
      for (const auto& print : std::get<SoundPrints>(items[i]).prints) prints.push_back(print);
    ASSERT_EQ(prints.size(), row.prints.size());
    for (std::size_t i = 0; i < prints.size(); ++i) EXPECT_EQ(prints[i].rise, row.prints[i].rise);
    EXPECT_FALSE(reader.bad());
  }
}

TEST(AvSyncReferenceFormat, KnowsOtherFiles) {
  ReferenceReader other, torn;
  other.feed("RIFF and more of it");
  EXPECT_FALSE(other.next());
  EXPECT_TRUE(other.bad());
  torn.feed(kReferenceMagic);
  torn.feed("?");
  EXPECT_FALSE(torn.next());
  EXPECT_TRUE(torn.bad());
}

}  // namespace avsync_reference_test
}  // namespace vqa::test
