// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/lip_verdict.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/statistics.h"

namespace vqa {
namespace {

// Measured: see docs/sync.md.
constexpr double kChance = 0.097;  // standard deviation of a curve of picture and sound that have
                                   // nothing to do with each other
constexpr std::size_t kApart = 200ms / LipCurve::kStep;
constexpr double kHeightCounts = 0.5;
constexpr double kGate = 4.2, kGateOfHalf = 2.5;  // quality
constexpr double kAgree = 60;                     // ms, between halves

}  // namespace

std::optional<LipPeak> peak_of(std::span<const LipWindow> windows) {
  std::array<double, LipCurve::kOffsets> sum{};
  for (const LipWindow& window : windows)
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += window.curve.likeness[i];
  const auto top = static_cast<std::size_t>(std::max_element(sum.begin(), sum.end()) - sum.begin());
  if (top == 0 || top + 1 == sum.size()) return std::nullopt;
  double second = -1e9;
  for (std::size_t i = 0; i < sum.size(); ++i)
    if (i + kApart < top || i > top + kApart) second = std::max(second, sum[i]);
  std::vector<double> sorted(sum.begin(), sum.end());
  const double unit = kChance * std::sqrt(static_cast<double>(windows.size()));
  const double bend = sum[top - 1] - 2 * sum[top] + sum[top + 1];
  const double beside = bend < 0 ? (sum[top - 1] - sum[top + 1]) / (2 * bend) : 0;
  return LipPeak{.offset = LipCurve::offset_at(static_cast<double>(top) + beside),
                 .quality = (sum[top] - second) / unit +
                            kHeightCounts * (sum[top] - quantile(sorted, 0.5)) / unit};
}

LipVerdict judge_lips(std::span<const LipWindow> windows) {
  LipVerdict best;
  // After a step only the last ones agree; before one, more windows make it more exact.
  for (std::size_t count = 2; count <= windows.size(); ++count) {
    const auto these = windows.last(count);
    if (best.doubt == LipDoubt::too_short) best.doubt = LipDoubt::faint;
    const auto all = peak_of(these);
    if (!all || all->quality < kGate) continue;
    const auto one = peak_of(these.first(count / 2)), two = peak_of(these.last(count - count / 2));
    const bool agreed = one && two && one->quality >= kGateOfHalf && two->quality >= kGateOfHalf &&
                        std::abs(one->offset - two->offset) <= kAgree;
    if (best.doubt == LipDoubt::none) {
      if (agreed && std::abs(all->offset - best.peak.offset) <= kAgree)
        best = {LipDoubt::none, *all, count};
    } else {
      best = {agreed ? LipDoubt::none : LipDoubt::ambiguous, *all, count};
    }
  }
  return best;
}

}  // namespace vqa
