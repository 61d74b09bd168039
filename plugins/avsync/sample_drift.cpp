// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/sample_drift.h"

#include <algorithm>
#include <cmath>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr std::uint64_t kPointsPerSecond = 2;
constexpr std::size_t kPoints = 120;  // a minute
constexpr std::size_t kEnough = 40;   // points
constexpr std::size_t kEvery = 4;     // points, a new answer
constexpr Time kJump = 15ms;          // between two buffers: no clock does that

double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

void SampleDrift::restart(const Stamp& stamp, int rate) {
  reset();
  per_second_ = rate;
  base_ = stamp.time;
}

bool SampleDrift::take(const Stamp& stamp, std::uint64_t frames, int rate) {
  if (!stamp.time) return false;
  if (!base_ || rate != per_second_) restart(stamp, rate);
  const double heard = static_cast<double>(frames_) / per_second_;
  double off = seconds(*stamp.time - *base_) - heard;
  const double before = points_.empty() ? 0 : points_.back().off;
  if (std::abs(off - before) > seconds(kJump)) {
    restart(stamp, rate);
    off = 0;
  }
  sum_.time += seconds(*stamp.time - *base_);
  sum_.off += off;
  ++summed_;
  frames_ += frames;
  in_point_ += frames;
  if (in_point_ < static_cast<std::uint64_t>(rate) / kPointsPerSecond) return false;
  points_.push_back({sum_.time / summed_, sum_.off / summed_});
  sum_ = {};
  summed_ = 0;
  in_point_ = 0;
  if (points_.size() > kPoints) points_.pop_front();
  run_ = -(points_.back().off - points_.front().off);
  if (points_.size() < kEnough || ++made_ % kEvery != 0) return false;
  measure();
  return true;
}

// The median of the slopes between all pairs of points (Theil 1950, Sen 1968): what comes in bursts
// or is stamped wrongly once does not turn it.
void SampleDrift::measure() {
  slopes_.clear();
  for (std::size_t i = 0; i < points_.size(); ++i)
    for (std::size_t j = i + 1; j < points_.size(); ++j)
      slopes_.push_back((points_[j].off - points_[i].off) / (points_[j].time - points_[i].time));
  const double slope = quantile(slopes_, 0.5);
  slopes_.clear();
  for (const Point& point : points_) slopes_.push_back(point.off - slope * point.time);
  const double middle = quantile(slopes_, 0.5);
  for (double& rest : slopes_) rest = std::abs(rest - middle);
  const double spread = 1.4826 * quantile(slopes_, 0.5);
  const double span = points_.back().time - points_.front().time;
  const auto count = static_cast<double>(points_.size());
  rate_ = {.ppm = -slope * 1e6,
           .error = spread * std::sqrt(12 / count) / span * 1e6,
           .over = std::chrono::duration_cast<Time>(std::chrono::duration<double>(span))};
}

}  // namespace vqa
