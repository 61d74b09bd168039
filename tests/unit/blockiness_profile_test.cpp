// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "blockiness/line_steps.h"
#include "blockiness/profile.h"
#include "support/instruction_sets.h"
#include "support/pictures.h"

namespace vqa::test {
namespace blockiness_profile_test {

using Line = std::vector<std::uint16_t>;

TEST(LineSteps, AreHeldAgainstTheChangeAround) {
  for_each_instruction_set([] {
    std::mt19937 random(3);
    for (const std::size_t size : {1U, 9U, 10U, 11U, 16U, 17U, 40U, 131U, 720U}) {
      for (const unsigned most : {3U, 150U, 1020U}) {
        Line line(size);
        for (auto& sample : line) sample = static_cast<std::uint16_t>(random() % (most + 1));
        std::fill(line.begin() + static_cast<std::ptrdiff_t>(size / 2), line.end(), line.back());
        const auto step = [&](std::size_t x) { return std::abs(line[x] - line[x - 1]); };
        std::vector<float> sums(size, 2), count(size, 3), wanted_sums = sums, wanted_count = count;
        for (std::size_t x = 5; x + 5 <= size; ++x) {
          int around = 0, all = 0;
          for (std::size_t i = x - 4; i <= x + 4; ++i) {
            all += step(i);
            if (i + 1 < x || i > x + 1) around += step(i);
          }
          // In levels: four samples make one, and six of them are around.
          const float levels = static_cast<float>(step(x)) / 4;
          const float change = 1 + static_cast<float>(around) / 24;
          wanted_sums[x] += levels > 48 ? 0 : std::min(8.0F, levels / change);
          wanted_count[x] += all > 0 ? 1 : 0;
        }
        add_line_steps(line.data(), size, sums.data(), count.data());
        EXPECT_EQ(count, wanted_count);
        for (std::size_t x = 0; x < size; ++x) ASSERT_NEAR(sums[x], wanted_sums[x], 1e-5) << x;
      }
    }
  });
}

constexpr int kWidth = 256, kHeight = 128;

/// A picture of blocks of 8x8, each of one shade.
template <class Shade>
void shade_with(Picture& picture, Shade shade) {
  const int more = picture.view().depth - 8;
  for (int y = 0; y < picture.view().height; ++y)
    for (int x = 0; x < picture.view().width; ++x)
      picture.set(x, y, static_cast<unsigned>(shade(x, y)) << more);
}
int blocks(int x, int y) { return 100 + (x / 8 * 7 + y / 8 * 5) % 3 * 4; }

Profiles profiles_of(const Picture& picture, const std::string& mask = "") {
  ProfileReader reader;
  std::string problem;
  reader.set_mask(*Mask::parse(mask, problem));
  Profiles profiles;
  profiles.across.clear(static_cast<std::size_t>(picture.view().width));
  profiles.down.clear(static_cast<std::size_t>(picture.view().height));
  reader.add(picture.view(), profiles);
  return profiles;
}

TEST(Profile, HasTheStepsAtTheirPlaces) {
  Picture picture(kWidth, kHeight);
  shade_with(picture, blocks);
  const Profiles profiles = profiles_of(picture);
  for (const Profile* profile : {&profiles.across, &profiles.down}) {
    for (std::size_t x = 8; x + 8 <= profile->sums.size(); ++x) {
      EXPECT_EQ(profile->sums[x] > 0, x % 8 == 0) << x;
      EXPECT_GE(profile->count[x], 32) << x;
    }
  }
}

TEST(Profile, OfWhatIsFlatHasNothing) {
  Picture picture(kWidth, kHeight);
  shade_with(picture, [](int, int y) { return y < 64 ? 16 : 100; });  // as below a letterbox
  const Profiles profiles = profiles_of(picture);
  const auto all = [](const std::vector<float>& values) {
    return *std::max_element(values.begin(), values.end());
  };
  EXPECT_EQ(all(profiles.across.count), 0);
  EXPECT_EQ(profiles.down.count[40], 0);
  EXPECT_GT(profiles.down.count[64], 0);
  EXPECT_EQ(profiles.down.sums[64], 0) << "no coder leaves an edge like that";
}

TEST(Profile, OfWhatIsMaskedHasNothing) {
  Picture picture(kWidth, kHeight);
  shade_with(picture, blocks);
  const Profiles profiles = profiles_of(picture, "64,0,64,100%;0,32,100%,32");
  for (std::size_t x = 64; x < 128; ++x) EXPECT_EQ(profiles.across.count[x], 0);
  for (std::size_t y = 32; y < 64; ++y) EXPECT_EQ(profiles.down.count[y], 0);
  EXPECT_GT(profiles.across.sums[136], 0);
  EXPECT_GT(profiles.down.sums[72], 0);
  EXPECT_LT(profiles.across.count[136], profiles_of(picture).across.count[136]);
}

TEST(Profile, IsTheSameInEveryLayout) {
  Picture plain(kWidth, kHeight);
  shade_with(plain, [](int x, int y) { return scene(x, y, 3); });
  const Profiles wanted = profiles_of(plain);
  for (Picture::Layout layout : {Picture::Layout{.padding = 13, .offset = 1},
                                 {.step = 2},
                                 {.depth = 10, .step = 2, .packing = Packing::words_le},
                                 {.depth = 10, .shift = 6, .step = 2, .packing = Packing::words_be},
                                 {.depth = 10, .packing = Packing::v210}}) {
    layout.width = kWidth;
    layout.height = kHeight;
    Picture picture(layout);
    shade_with(picture, [](int x, int y) { return scene(x, y, 3); });
    const Profiles found = profiles_of(picture);
    EXPECT_EQ(found.across.sums, wanted.across.sums);
    EXPECT_EQ(found.down.sums, wanted.down.sums);
  }
}

}  // namespace blockiness_profile_test
}  // namespace vqa::test
