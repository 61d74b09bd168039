// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/band_pass.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace vqa {
namespace {

constexpr std::size_t kOrder = 4;
// Butterworth, second order, 1 to 6.5 Hz of 100, by the bilinear transform: as SciPy's butter() and
// lfilter_zi() have them.
constexpr double kGain = 0.023847556298910978;
constexpr std::array<double, kOrder + 1> kNumerator = {kGain, 0, -2 * kGain, 0, kGain};
constexpr std::array<double, kOrder + 1> kDenominator = {1, -3.47263615087185, 4.5693146179860875,
                                                         -2.709677507872703, 0.6135227659132726};
// What is in the filter when 1 has been put in for ever.
constexpr std::array<double, kOrder> kSettled = {-kGain, -kGain, kGain, kGain};
constexpr std::size_t kExtra = 3 * (kOrder + 1);  // values at both ends, until it has settled

void run(std::span<double> values) {
  std::array<double, kOrder> state{};
  for (std::size_t i = 0; i < kOrder; ++i) state[i] = kSettled[i] * values.front();
  for (double& value : values) {
    const double in = value, out = kNumerator[0] * in + state[0];
    for (std::size_t i = 0; i < kOrder; ++i) {
      const double next = i + 1 < kOrder ? state[i + 1] : 0;
      state[i] = next + kNumerator[i + 1] * in - kDenominator[i + 1] * out;
    }
    value = out;
  }
}

}  // namespace

void band_pass(std::span<double> values) {
  if (values.size() < 2) {
    std::fill(values.begin(), values.end(), 0);
    return;
  }
  // Beyond the ends it goes on as if turned by half around them.
  const std::size_t extra = std::min(kExtra, values.size() - 1);
  std::vector<double> longer;
  for (std::size_t i = extra; i > 0; --i) longer.push_back(2 * values.front() - values[i]);
  longer.insert(longer.end(), values.begin(), values.end());
  for (std::size_t i = 1; i <= extra; ++i)
    longer.push_back(2 * values.back() - values[values.size() - 1 - i]);
  for (int way = 0; way < 2; ++way) {
    run(longer);
    std::reverse(longer.begin(), longer.end());
  }
  std::copy_n(longer.begin() + static_cast<std::ptrdiff_t>(extra), values.size(), values.begin());
}

}  // namespace vqa
