// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <vector>

#include "blockiness/cell_rows.h"
#include "blockiness/steps.h"
#include "support/instruction_sets.h"

namespace vqa::test {
namespace blockiness_steps_test {

using Row = std::vector<std::uint8_t>;
constexpr std::size_t kWidths[] = {1, 2, 3, 4, 15, 16, 17, 31, 33, 64, 65, 100, 131, 720};
constexpr StepLimits kLimits[] = {{3, 31}, {2, 15}, {0, 63}, {255, 63}};
constexpr std::uint8_t kUntouched = 77;

Row random_row(std::mt19937& random, std::size_t width, bool extreme) {
  Row row(width);
  for (auto& sample : row)
    sample = static_cast<std::uint8_t>(extreme ? random() % 2 * 255 : random());
  return row;
}

int naive_step(int a, int b, int c, int d, StepLimits limits) {
  const int excess = std::abs(b - c) - std::max(std::abs(a - b), std::abs(c - d));
  return std::clamp(excess - limits.least, 0, int{limits.most});
}

// Calls with rows of every width, of noise and of nothing but extremes.
template <class Work>
void with_rows(std::size_t count, Work work) {
  for_each_instruction_set([&] {
    std::mt19937 random(5);
    for (const std::size_t width : kWidths) {
      for (const bool extreme : {false, true}) {
        SCOPED_TRACE(testing::Message() << width << (extreme ? " extreme" : ""));
        std::vector<Row> rows;
        for (std::size_t i = 0; i < count; ++i) rows.push_back(random_row(random, width, extreme));
        for (const StepLimits limits : kLimits) work(rows, width, limits);
      }
    }
  });
}

TEST(Steps, AcrossRows) {
  with_rows(4, [](const std::vector<Row>& rows, std::size_t width, StepLimits limits) {
    Row steps(width + 8, kUntouched), wanted = steps;
    for (std::size_t x = 0; x < width; ++x)
      wanted[x] = static_cast<std::uint8_t>(
          naive_step(rows[0][x], rows[1][x], rows[2][x], rows[3][x], limits));
    steps_across({rows[0].data(), rows[1].data(), rows[2].data(), rows[3].data()}, width, limits,
                 steps.data());
    ASSERT_EQ(steps, wanted);
  });
}

TEST(Steps, BordersAreTheLesserOfTwoHalves) {
  for_each_instruction_set([] {
    std::mt19937 random(7);
    for (std::size_t cells = 0; cells < 20; ++cells) {
      const Row upper = random_row(random, 16 * cells, false),
                lower = random_row(random, 16 * cells, false);
      std::vector<Borders> found(cells + 1, Borders{-1, -1, -1});
      std::vector<float> halves(cells + 1, -1);
      find_borders(upper.data(), lower.data(), cells, found.data());
      find_lesser_halves(upper.data(), cells, halves.data());
      for (std::size_t i = 0; i < cells; ++i) {
        const auto least = [&](std::size_t x) {
          return std::min(upper[16 * i + x], lower[16 * i + x]);
        };
        int between = 0, left = 0, right = 0;
        for (std::size_t x = 0; x < 16; ++x) {
          between += x % 4 == 0 ? 0 : least(x);
          (x < 8 ? left : right) += upper[16 * i + x];
        }
        ASSERT_EQ(found[i].first, 2.F * least(0));
        ASSERT_EQ(found[i].middle, 2.F * least(8));
        ASSERT_FLOAT_EQ(found[i].between, static_cast<float>(2 * between) / 12);
        ASSERT_EQ(halves[i], static_cast<float>(std::min(left, right)));
      }
      EXPECT_EQ(found[cells].first, -1) << "nothing is written behind the last";
      EXPECT_EQ(halves[cells], -1);
    }
  });
}

// Rows with a margin of noise: what is in it must not matter.
struct Margined {
  explicit Margined(std::mt19937& random, const Row& row)
      : memory(random_row(random, row.size() + 2 * kRowMargin, false)) {
    std::copy(row.begin(), row.end(), memory.begin() + kRowMargin);
  }
  std::uint8_t* data() { return memory.data() + kRowMargin; }
  Row row(std::size_t width) { return Row(data(), data() + width); }
  Row memory;
};

int shade(const std::vector<std::uint64_t>& shades, std::size_t i, int lowest) {
  return static_cast<int>(shades[i] >> lowest & 0xFFFF);
}

TEST(CellRows, AreTakenOverWithWhatChanged) {
  with_rows(8, [](const std::vector<Row>& rows, std::size_t width, StepLimits) {
    std::mt19937 random(3);
    std::vector<Margined> kept, changes;
    for (std::size_t i = 4; i < 8; ++i) kept.emplace_back(random, rows[i]);
    for (std::size_t i = 0; i < 4; ++i) changes.emplace_back(random, rows[i]);
    std::vector<std::uint64_t> shades((width + kRowMargin) / 8 + 1,
                                      std::uint64_t{5} << Shades::kMoved);
    take_rows({rows[0].data(), rows[1].data(), rows[2].data(), rows[3].data()},
              {kept[0].data(), kept[1].data(), kept[2].data(), kept[3].data()},
              {changes[0].data(), changes[1].data(), changes[2].data(), changes[3].data()}, width,
              shades.data());
    std::vector<int> moved(width / 8, 5);
    for (std::size_t i = 0; i < 4; ++i) {
      ASSERT_EQ(kept[i].row(width), rows[i]);
      Row half(width);
      for (std::size_t x = 0; x < width; ++x)
        half[x] = static_cast<std::uint8_t>((rows[i][x] - rows[i + 4][x] + 256) / 2);
      ASSERT_EQ(changes[i].row(width), half);
      for (std::size_t x = 0; x < width / 8 * 8; ++x)
        moved[x / 8] += std::abs(rows[i][x] - rows[i + 4][x]);
    }
    for (std::size_t i = 0; i < moved.size(); ++i)
      ASSERT_EQ(shade(shades, i, Shades::kMoved), moved[i]);
  });
}

TEST(CellRows, AreSummedUp) {
  with_rows(4, [](const std::vector<Row>& rows, std::size_t width, StepLimits limits) {
    std::mt19937 random(3);
    if (limits.most * 4 > 255) return;  // more than the sums hold
    std::vector<Margined> own;
    for (const Row& row : rows) {
      own.emplace_back(random, row);
      own.back().data()[width] = row.back();  // as take_rows() does it
    }
    Margined alone(random, rows[0]), both(random, rows[0]);
    std::vector<std::uint64_t> shades((width + kRowMargin) / 8 + 1);
    const std::uint8_t* four[] = {own[0].data(), own[1].data(), own[2].data(), own[3].data()};
    sum_steps(four, four, width, limits, alone.data());
    sum_steps_and_shades(four, four, width, limits, both.data(), shades.data());
    Row wanted(width);
    for (const Row& row : rows)
      for (std::size_t x = 2; x + 1 < width; ++x)
        wanted[x] = static_cast<std::uint8_t>(
            wanted[x] + naive_step(row[x - 2], row[x - 1], row[x], row[x + 1], limits));
    ASSERT_EQ(alone.row(width), wanted);
    ASSERT_EQ(both.row(width), wanted);
    for (std::size_t i = 0; i < width / 8; ++i) {
      int mean = 0, across = 0, down = 0;
      for (std::size_t x = 8 * i; x < 8 * i + 8; ++x) {
        for (const Row& row : rows) mean += row[x];
        for (const std::size_t y : {0, 2}) {
          across += x + 1 < width ? std::abs(rows[y][x] - rows[y][x + 1]) : 0;
          down += std::abs(rows[y][x] - rows[y + 1][x]);
        }
      }
      ASSERT_EQ(shade(shades, i, Shades::kMean), mean);
      ASSERT_EQ(shade(shades, i, Shades::kAcross), across);
      ASSERT_EQ(shade(shades, i, Shades::kDown), down);
    }
  });
}

}  // namespace blockiness_steps_test
}  // namespace vqa::test
