// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/ceiling.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vqa {
namespace {

// Figures are from clips of the training split and music, clipped and not, behind AAC, MP2 and
// AC-3: see docs/audio.md.
constexpr double kPeaks = 0.005;  // share of samples above what is taken for the level of peaks
constexpr float kFaint = 0.03F;   // -30 dBFS: peaks no louder are not judged
constexpr double kStep = 0.02;    // of that level: one step of the finer histogram
constexpr int kFirst = 15, kLast = 70;                // steps of it, from 0.3 to 1.4
constexpr double kCrestFrom = 0.75, kCrestTo = 1.06;  // of that level: where the crest may be
constexpr double kFootFrom = 0.6, kFoot = 0.8, kNeck = 0.9;  // of the level of the crest
constexpr double kStandsOut = 0.58;  // round peaks, compressed as far as they go, reach 0.5
constexpr double kSquare = 1.42;     // nothing that was not cut off or saturated exceeds 1.34
constexpr float kUp = 0.8F;          // of the level of peaks: a top is what is above
constexpr float kFlattest = 0.02F;   // of that level: the height of a flat top
constexpr std::size_t kFewest = 5;   // tops

// Sums over the steps between two levels, given as shares of that of the peaks.
double mean(std::span<const double> crowd, double from, double to) {
  double sum = 0;
  int steps = 0;
  for (std::size_t i = 0; i < crowd.size(); ++i) {
    const double level = (static_cast<double>(i) + kFirst + 0.5) * kStep;
    if (level > from && level < to) sum += crowd[i], ++steps;
  }
  return steps > 0 ? sum / steps : 0;
}

}  // namespace

bool Ceiling::take(std::span<const float> samples, int rate) {
  for (const float x : samples) second_.push_back(std::abs(x));
  if (second_.size() < static_cast<std::size_t>(rate)) return false;
  look();
  second_.clear();
  return true;
}

/// The level that this share of the samples exceeds.
float Ceiling::exceeded_by(double share) const {
  const float peak = *std::max_element(second_.begin(), second_.end());
  if (peak < kFaint) return 0;
  std::array<std::size_t, 1024> levels{};
  const float scale = static_cast<float>(levels.size() - 1) / peak;
  for (const float x : second_) ++levels[static_cast<std::size_t>(x * scale)];
  auto left = static_cast<std::size_t>(share * static_cast<double>(second_.size()));
  std::size_t level = levels.size() - 1;
  while (level > 0 && left >= levels[level]) left -= levels[level--];
  return static_cast<float>(level) / scale;
}

// A parabola that crosses a line at some slope, and rises above it by some height, is back after
// four times the one divided by the other.
Ceiling::Tops Ceiling::tops_above(float level) const {
  const float line = kUp * level;
  Tops tops;
  double weights = 0;
  for (std::size_t i = 1; i < second_.size(); ++i) {
    if (second_[i] <= line || second_[i - 1] > line) continue;
    const std::size_t begin = i;
    float top = 0;
    while (i < second_.size() && second_[i] > line) top = std::max(top, second_[i++]);
    if (i == second_.size()) break;
    const float slope = std::min(second_[begin] - second_[begin - 1], second_[i - 1] - second_[i]);
    const double width = static_cast<double>(i - begin);
    const double height = double{std::max(top - line, kFlattest * level)};
    tops.squareness += width * width * double{slope} / (4 * height);
    weights += width;
    ++tops.count;
  }
  if (tops.count > 0) tops.squareness /= weights;
  return tops;
}

void Ceiling::look() {
  share_ = 0;
  const float peaks = exceeded_by(kPeaks);
  if (peaks < kFaint) return;
  const Tops tops = tops_above(peaks);
  if (tops.count < kFewest || tops.squareness < kSquare) return;

  std::array<double, kLast - kFirst> counts{}, crowd{};
  for (const float x : second_) {
    const int step = static_cast<int>(double{x / peaks} / kStep);
    if (step >= kFirst && step < kLast) ++counts[static_cast<std::size_t>(step - kFirst)];
  }
  std::size_t crest = 0;
  for (std::size_t i = 1; i + 1 < crowd.size(); ++i) {
    crowd[i] = (counts[i - 1] + counts[i] + counts[i + 1]) / 3 + 0.3;
    const double level = (static_cast<double>(i) + kFirst + 0.5) * kStep;
    if (level >= kCrestFrom && level <= kCrestTo && crowd[i] > crowd[crest]) crest = i;
  }
  const double at = (static_cast<double>(crest) + kFirst + 0.5) * kStep;
  const double neck = mean(crowd, kFoot * at, kNeck * at),
               foot = mean(crowd, kFootFrom * at, kFoot * at);
  if (neck <= 0 || foot <= 0) return;
  // Above its neck; and not only because there is ever less and less of what is louder.
  const double stands_out = std::log(crowd[crest] / neck) - std::log(crowd[crest] / foot) / 3;
  if (stands_out < kStandsOut) return;
  level_ = at * double{peaks};
  const auto reached = std::count_if(second_.begin(), second_.end(),
                                     [this](float x) { return double{x} > kNeck * level_; });
  share_ = static_cast<double>(reached) / static_cast<double>(second_.size());
}

}  // namespace vqa
