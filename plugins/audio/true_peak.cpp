// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/true_peak.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "audio/sound_sums.h"

namespace vqa {
namespace {

using Filter = std::array<float, kTaps>;

// At such rates, nothing that can be heard is left between the samples; or half as much.
constexpr int kAllSeen = 176400, kHalfSeen = 88200;  // Hz

// A sinc under a Hann window, moved by some part of a sample.
Filter moved_by(double part) {
  Filter filter{};
  for (std::size_t tap = 0; tap < kTaps; ++tap) {
    const double turn =
        std::numbers::pi * (static_cast<double>(tap) - static_cast<double>(kTaps / 2 - 1) - part);
    filter[tap] =
        static_cast<float>(std::sin(turn) / turn * (1 + std::cos(2 * turn / (kTaps + 1))) / 2);
  }
  return filter;
}

}  // namespace

void TruePeak::take(std::span<const float> samples, int rate) {
  static const Filter kQuarter = moved_by(0.25), kHalf = moved_by(0.5), kRest = moved_by(0.75);
  if (joined_.empty()) joined_.assign(kTaps - 1, 0);
  joined_.insert(joined_.end(), samples.begin(), samples.end());
  for (const float x : samples) value_ = std::max(value_, std::abs(x));
  const auto look = [&](const Filter& filter) {
    value_ = std::max(value_, largest_filtered(joined_.data(), samples.size(), filter));
  };
  if (rate < kAllSeen) look(kHalf);
  if (rate < kHalfSeen) look(kQuarter), look(kRest);
  joined_.erase(joined_.begin(), joined_.end() - (kTaps - 1));
}

}  // namespace vqa
