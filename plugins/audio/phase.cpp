// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/phase.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vqa {
namespace {

constexpr double kFaint = 1e-5;    // -50 dBFS: no louder is not judged
constexpr std::size_t kBins = 10;  // of 1 ms: their means are what is below some 400 Hz
// Music is wide, but hardly ever in the bass, which both loudspeakers have to move.
constexpr double kLowInverted = -0.5, kLowEnough = -0.05;
constexpr Time kLongestGap = 10s;

}  // namespace

Together& Together::operator+=(const Together& other) {
  left += other.left;
  right += other.right;
  both += other.both;
  return *this;
}

double Together::correlation() const {
  const double power = left * right;
  return power > 0 ? both / std::sqrt(power) : 0;
}

StereoPhase::StereoPhase(std::string_view detector, IncidentNumbers& numbers)
    : tracker_(detector, "phase", "ratio", numbers) {}

void StereoPhase::configure(const AudioConfig& config) {
  config_ = config;
  tracker_.configure({.bad = IncidentRules::Bad::below,
                      .raise_level = config.phase_level,
                      .clear_level = config.phase_clear_level,
                      .raise_time = config.phase_duration,
                      .clear_time = config.phase_clear_duration,
                      .max_gap = kLongestGap});
}

void StereoPhase::measure(const Slice& slice) {
  const std::vector<float>&left = slice.channels[0], &right = slice.channels[1];
  Together all, low;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const std::size_t end = (bin + 1) * left.size() / kBins;
    double sum_left = 0, sum_right = 0;
    for (std::size_t i = bin * left.size() / kBins; i < end; ++i) {
      const double l = left[i], r = right[i];
      all += {.left = l * l, .right = r * r, .both = l * r};
      sum_left += l;
      sum_right += r;
    }
    low +=
        {.left = sum_left * sum_left, .right = sum_right * sum_right, .both = sum_left * sum_right};
  }
  all_[count_ % kSlices] = all;
  low_[count_ % kSlices] = low;
  ++count_;
}

void StereoPhase::process(const Slice& slice, Events& out) {
  if (!config_.phase || !slice.left_right) return finish("off", out);
  measure(slice);
  if (count_ < kSlices) return;
  Together all, low;
  for (const Together& one : all_) all += one;
  for (const Together& one : low_) low += one;
  const double faint = kFaint * static_cast<double>(slice.frames() * kSlices);
  if (std::min(all.left, all.right) < faint) return;  // a pause says nothing
  const double value = all.correlation(), bass = low.correlation();
  Verdict verdict = Verdict::undecided;
  if (value <= config_.phase_level || (bass <= kLowInverted && value <= kLowEnough)) {
    verdict = Verdict::bad;
  } else if (value > config_.phase_clear_level) {
    verdict = Verdict::good;
  }
  const std::size_t before = out.size();
  tracker_.judge({.time = slice.end(), .verdict = verdict, .value = value, .confidence = 0.9}, out);
  add_details(out, before, {{"cause", std::string("inverted")}, {"bass", bass}});
}

void StereoPhase::finish(std::string_view reason, Events& out) {
  tracker_.finish(reason, out);
  count_ = 0;
}

}  // namespace vqa
