// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/flashes.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr double kBrighter = 25;    // luma steps than the pictures before
constexpr double kBeyondUsual = 3;  // times what most of them differ by
constexpr double kMost = 0.8;
constexpr double kDarkAgain = 0.5;  // of that
constexpr Time kLongest = 400ms;    // longer is a cut to something bright
constexpr std::size_t kEnough = 5;  // pictures

}  // namespace

double Flashes::excess(const Lumas& lumas) const {
  const auto known = static_cast<std::ptrdiff_t>(std::min(count_, kBefore));
  double most = 0;
  std::vector<float> values;
  for (std::size_t region = 0; region < kRegions; ++region) {
    const auto& before = before_[region];
    values.assign(before.begin(), before.begin() + known);
    const float usual = quantile(values, 0.5);
    for (float& value : values) value = std::abs(value - usual);
    const double spread = quantile(values, kMost);
    most = std::max(most, (lumas[region] - usual) / std::max(kBrighter, kBeyondUsual * spread));
  }
  return most;
}

std::optional<Time> Flashes::take(Time time, const Lumas& lumas) {
  const double more = count_ < kEnough ? 0 : excess(lumas);
  if (lit_since_) {
    if (more >= kDarkAgain && time - *lit_since_ <= kLongest) return std::nullopt;
    const Time since = *lit_since_;
    lit_since_.reset();
    if (more < kDarkAgain && time - since <= kLongest) return since;
    count_ = 0;
  } else if (more > 1) {
    lit_since_ = time;
    return std::nullopt;
  }
  for (std::size_t region = 0; region < kRegions; ++region)
    before_[region][count_ % kBefore] = lumas[region];
  ++count_;
  return std::nullopt;
}

}  // namespace vqa
