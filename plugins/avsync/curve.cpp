// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/curve.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr double kCalm = 0.3;  // of what is usual: where less goes on, chance looks like likeness

/// Compilers make vectors of this, which they may not of a single sum.
float dot(const float* one, const float* two, std::size_t count) {
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += one[i + lane] * two[i + lane];
  for (; i < count; ++i) sums[0] += one[i] * two[i];
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

}  // namespace

std::vector<float> correlate(std::span<const float> window, std::span<const float> longer,
                             std::size_t width) {
  if (longer.size() < window.size() || window.empty()) return {};
  const std::size_t places = (longer.size() - window.size()) / width + 1;
  std::vector<double> energies(longer.size() / width + 1, 0);
  for (std::size_t i = 0; i + 1 < energies.size(); ++i)
    energies[i + 1] = energies[i] + dot(&longer[i * width], &longer[i * width], width);
  std::vector<double> heard(places);
  const std::size_t moments = window.size() / width;
  for (std::size_t i = 0; i < places; ++i) heard[i] = energies[i + moments] - energies[i];
  std::vector<double> sorted = heard;
  const double least = kCalm * kCalm * quantile(sorted, 0.5);
  const double own = dot(window.data(), window.data(), window.size());
  std::vector<float> curve(places);
  for (std::size_t i = 0; i < places; ++i) {
    const double norm = std::sqrt(own * std::max(heard[i], least));
    curve[i] =
        norm > 0 ? static_cast<float>(dot(window.data(), &longer[i * width], window.size()) / norm)
                 : 0;
  }
  return curve;
}

std::optional<Peak> peak_of(std::span<const float> curve, std::size_t apart) {
  if (curve.size() < 3) return std::nullopt;
  const auto top = std::max_element(curve.begin(), curve.end());
  const auto at = static_cast<std::size_t>(top - curve.begin());
  if (at == 0 || at + 1 == curve.size()) return std::nullopt;
  const double before = curve[at - 1], height = curve[at], after = curve[at + 1];
  const double bend = before - 2 * height + after;
  double second = 0;
  for (std::size_t i = 0; i < curve.size(); ++i)
    if (i + apart < at || i > at + apart) second = std::max<double>(second, curve[i]);
  return Peak{.at = static_cast<double>(at) + (bend < 0 ? (before - after) / (2 * bend) : 0),
              .height = height,
              .margin = height - second};
}

}  // namespace vqa
