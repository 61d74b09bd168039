// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "blockiness/network.h"

namespace vqa::test {
namespace blockiness_network_test {

// As its definition says, cell by cell.
double by_definition(const Signs& signs, const CellWeights& weights, std::size_t cell) {
  double out = static_cast<double>(weights.out_bias);
  for (std::size_t unit = 0; unit < CellWeights::kHidden; ++unit) {
    double sum = static_cast<double>(weights.hidden_bias[unit]);
    for (std::size_t i = 0; i < CellWeights::kSigns; ++i) {
      const float sign =
          i < Signs::kCellSigns ? signs.cells[i][cell] : signs.frame[i - Signs::kCellSigns];
      sum += std::sqrt(static_cast<double>(sign)) *
             static_cast<double>(weights.from_signs[i * CellWeights::kHidden + unit]);
    }
    out += std::max(0.0, sum) * static_cast<double>(weights.to_out[unit]);
  }
  return out;
}

Signs random_signs(std::size_t cells, unsigned seed) {
  std::minstd_rand random(seed);
  std::exponential_distribution<float> value(0.05F);
  Signs signs;
  for (BlockValues& map : signs.cells) {
    map.resize(cells);
    for (float& sign : map) sign = random() % 3 == 0 ? 0 : value(random);
  }
  for (float& sign : signs.frame) sign = value(random);
  return signs;
}

TEST(Network, DoesWhatItsDefinitionSays) {
  for (const std::size_t cells :
       {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{65}, std::size_t{8040}}) {
    const Signs signs = random_signs(cells, static_cast<unsigned>(cells));
    BlockValues out;
    suspect_cells(signs, kCellWeights, out);
    ASSERT_EQ(out.size(), cells);
    for (std::size_t i = 0; i < cells; i += 1 + cells / 50) {
      const double expected = by_definition(signs, kCellWeights, i);
      ASSERT_NEAR(out[i], expected, 1e-3 * std::max(1.0, std::abs(expected))) << i;
    }
  }
}

TEST(Network, NoCellsAreNoTrouble) {
  BlockValues out{1};
  suspect_cells(Signs{}, kCellWeights, out);
  EXPECT_TRUE(out.empty());
}

}  // namespace blockiness_network_test
}  // namespace vqa::test
