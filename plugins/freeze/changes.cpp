// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/changes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vqa {
namespace {

constexpr std::size_t kLanes = 8;

/// Hands every value to one of the lanes in turn, and returns the lanes.
template <class Lane, class Take>
std::array<Lane, kLanes> in_lanes(const BlockValues& values, Take take) {
  std::array<Lane, kLanes> lanes{};
  const std::size_t whole = values.size() / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) take(lanes[lane], values[i + lane]);
  for (std::size_t i = whole; i < values.size(); ++i) take(lanes[i - whole], values[i]);
  return lanes;
}

}  // namespace

void measure_changes(const BlockValues& now, const BlockValues& then, const BlockFlags& left_out,
                     BlockValues& out) {
  out.resize(now.size());
  for (std::size_t i = 0; i < now.size(); ++i)
    out[i] = std::abs(now[i] - then[i]) * static_cast<float>(1 - left_out[i]);
}

TwoLargest<float> two_largest(const BlockValues& changes) {
  TwoLargest<float> all;
  for (const auto& lane : in_lanes<TwoLargest<float>>(
           changes, [](auto&largest, float value) { largest.take(value); })) {
    all.take(lane.first);
    all.take(lane.second);
  }
  return all;
}

float sum_up_to(float most, const BlockValues& changes) {
  float all = 0;
  for (const float lane :
       in_lanes<float>(changes, [most](auto&sum, float value) { sum += std::min(value, most); }))
    all += lane;
  return all;
}

std::size_t count_from(float least, const BlockValues& changes) {
  std::uint32_t count = 0;
  for (const float change : changes) count += change >= least ? 1 : 0;
  return count;
}

std::size_t count_set(const BlockFlags& flags) {
  return static_cast<std::size_t>(std::count(flags.begin(), flags.end(), 1));
}

}  // namespace vqa
