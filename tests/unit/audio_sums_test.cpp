// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "audio/sound_sums.h"
#include "audio_listen.h"
#include "support/instruction_sets.h"

namespace vqa::test {
namespace audio_sums_test {

// Sums of rounded products: no two ways to add them up agree to the last bit.
constexpr double kClose = 1e-4;

TEST(AudioSums, AgreeWithPlainLoops) {
  const std::vector<float> sound = lively(0.2, 1, 48000).left;
  for_each_instruction_set([&] {
    for (const std::size_t count : {0U, 1U, 7U, 64U, 481U, 960U}) {
      const auto sums = correlate(sound.data(), count);
      for (std::size_t lag = 0; lag < sums.size(); ++lag) {
        double expected = 0;
        for (std::size_t i = 0; i < count; ++i)
          expected += double{sound[i]} * double{sound[i + lag]};
        EXPECT_NEAR(sums[lag], expected, kClose * static_cast<double>(count))
            << count << " " << lag;
      }
      const Likeness likeness = compare(sound.data(), sound.data() + 100, count);
      double different = 0, all = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const double a = sound[i], b = sound[i + 100];
        different += (a - b) * (a - b);
        all += a * a + b * b;
      }
      EXPECT_NEAR(likeness.different, different, kClose * static_cast<double>(count)) << count;
      EXPECT_NEAR(likeness.all, all, kClose * static_cast<double>(count)) << count;
    }
  });
}

TEST(AudioSums, FindTheLargestFilteredValue) {
  std::vector<float> sound = lively(0.2, 0.1, 48000).left;
  std::array<float, kTaps> filter{};
  for (std::size_t tap = 0; tap < kTaps; ++tap) filter[tap] = 0.1F * static_cast<float>(tap) - 0.4F;
  for_each_instruction_set([&] {
    for (const std::size_t count : {0U, 1U, 15U, 16U, 33U, 480U}) {
      double expected = 0;
      for (std::size_t i = 0; i < count; ++i) {
        double sum = 0;
        for (std::size_t tap = 0; tap < kTaps; ++tap)
          sum += double{filter[tap]} * double{sound[i + tap]};
        expected = std::max(expected, std::abs(sum));
      }
      EXPECT_NEAR(largest_filtered(sound.data(), count, filter), expected, kClose) << count;
    }
  });
}

}  // namespace audio_sums_test
}  // namespace vqa::test
