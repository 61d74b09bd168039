// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "blockiness/grid.h"

namespace vqa::test {
namespace blockiness_grid_test {

constexpr double kLeast = 4.5;

struct Lines {
  double period, first, step;
};

/// Noise, and lines on it; what lies between two samples is in both.
std::vector<float> numbers(std::size_t size, unsigned seed, const Lines& lines) {
  std::mt19937 random(seed);
  std::normal_distribution<float> noise(0.5F, 0.1F);
  std::vector<float> out(size);
  for (float& number : out) number = noise(random);
  if (lines.period == 0) return out;
  for (double at = lines.first; at + 1 < static_cast<double>(size); at += lines.period) {
    const auto place = static_cast<std::size_t>(at);
    const double share = at - std::floor(at);
    out[place] += static_cast<float>(lines.step * (1 - share));
    out[place + 1] += static_cast<float>(lines.step * share);
  }
  return out;
}

Grid find(const std::vector<float>& across, const std::vector<float>& down) {
  return GridFinder().find(across, down, kLeast);
}

void expect_found(const Comb& comb, const Lines& lines) {
  EXPECT_NEAR(comb.period, lines.period, 0.02);
  const double off = std::remainder(comb.first - lines.first, lines.period);
  EXPECT_NEAR(off, 0, 0.3) << comb.first;
  // A line that is in two samples has little of the higher harmonics.
  EXPECT_GT(comb.step, 0.5 * lines.step);
  EXPECT_LT(comb.step, 1.3 * lines.step);
}

TEST(GridFinder, FindsAnySizeAndPlace) {
  for (const Lines lines : {Lines{8, 0, 0.3},
                            {8, 3, 0.3},
                            {16, 0, 0.3},
                            {12, 0.25, 0.3},
                            {8 * 0.67, 4.7, 0.3},
                            {10.667, 2, 0.3},
                            {24, 1.5, 0.3}}) {
    SCOPED_TRACE(testing::Message() << lines.period << " from " << lines.first);
    const Grid grid = find(numbers(720, 1, lines), numbers(576, 2, lines));
    EXPECT_GT(grid.clarity, 8);
    expect_found(grid.across, lines);
    expect_found(grid.down, lines);
  }
}

TEST(GridFinder, FindsTwoSizes) {  // 720x576 shown as 1920x1080
  const Lines across{8 * 1920.0 / 720, 0.8, 0.3}, down{15, 0.4, 0.3};
  const Grid grid = find(numbers(1920, 1, across), numbers(1080, 2, down));
  EXPECT_GT(grid.clarity, 8);
  expect_found(grid.across, across);
  expect_found(grid.down, down);
}

TEST(GridFinder, IsContentWithOneDirection) {
  const Grid grid = find(numbers(720, 1, {12, 0.25, 0.3}), {});
  EXPECT_GT(grid.clarity, 8);
  expect_found(grid.across, {12, 0.25, 0.3});
  EXPECT_EQ(grid.down.period, 0);
}

// With so little of a grid it is only told from noise because that size is expected.
TEST(GridFinder, TakesWhatWasNotScaledForLikely) {
  const Lines faint{8, 0, 0.07};
  const Grid grid = find(numbers(720, 1, faint), numbers(576, 2, faint));
  EXPECT_EQ(grid.across.period, 8);
  EXPECT_EQ(grid.across.first, 0);
  EXPECT_GT(grid.clarity, kLeast);
}

TEST(GridFinder, SeesNoneInNoise) {
  double most = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Grid grid = find(numbers(720, seed, {}), numbers(576, 100 + seed, {}));
    most = std::max(most, grid.clarity);
  }
  EXPECT_GT(most, 0);
  EXPECT_LT(most, 6.5);  // of 8, from which on there is one for sure
}

TEST(GridFinder, IsFiniteWhateverComes) {
  const std::vector<float> flat(720, 0.5F), tiny(3, 1.0F);
  std::vector<float> drawn(720);
  for (std::size_t x = 0; x < drawn.size(); x += 9) drawn[x] = 8;
  for (const auto& [across, down] : {std::pair{flat, flat},
                                     {flat, {}},
                                     {drawn, drawn},
                                     {tiny, tiny},
                                     {drawn, flat},
                                     {std::vector<float>{}, flat}}) {
    const Grid grid = find(across, down);
    EXPECT_TRUE(std::isfinite(grid.clarity));
    EXPECT_TRUE(std::isfinite(grid.across.step + grid.across.first));
    EXPECT_TRUE(std::isfinite(grid.down.step + grid.down.first));
  }
}

}  // namespace blockiness_grid_test
}  // namespace vqa::test
