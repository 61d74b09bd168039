// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/evidence.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace vqa {
namespace {

constexpr int kStep = 256;             // of the history, for one luma step
constexpr int kEnergyCut = 8 * kStep;  // more change than this is not more motion
constexpr int kJumpCut = 40 * kStep;
constexpr Time kBefore = 2s;           // looked at before the onset
constexpr Time kOnsetBefore = 1200ms;  // the anchor is at most this much later than the onset

constexpr double kAnyMotion = 0.7;  // luma steps: less is a picture that does not move
constexpr double kClearMotion = 3;
constexpr double kWide = 0.22;  // share of the picture
constexpr int kMovedBlock = 4 * kStep;

std::ptrdiff_t offset(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

int distance(std::uint16_t a, std::uint16_t b) { return std::abs(int{a} - int{b}); }

}  // namespace

void EvidenceScale::measure(const History& history, std::size_t first) {
  second_.assign(history.size(), 0);
  energy_.assign(history.size(), 0);
  for (std::size_t k = first + 1; k < history.size(); ++k) {
    const auto now = history.map(k), before = history.map(k - 1);
    int largest = 0, second = 0;
    std::int64_t sum = 0;
    for (const std::uint32_t i : seen_) {
      const int change = distance(now[i], before[i]);
      second = std::max(second, std::min(largest, change));
      largest = std::max(largest, change);
      sum += std::min(change, kEnergyCut);
    }
    second_[k] = static_cast<float>(seen_.size() == 1 ? largest : second) / kStep;
    energy_[k] =
        static_cast<float>(static_cast<double>(sum) / static_cast<double>(seen_.size()) / kStep);
  }
}

/// Of the values with index from <= index < to.
double EvidenceScale::quantile(std::size_t from, std::size_t to, const std::vector<float>& of,
                               double at) {
  if (from >= to) return 0;
  sorted_.assign(of.begin() + static_cast<std::ptrdiff_t>(from),
                 of.begin() + static_cast<std::ptrdiff_t>(to));
  const auto nth = sorted_.begin() + static_cast<std::ptrdiff_t>(
                                         std::lround(at * static_cast<double>(sorted_.size() - 1)));
  std::nth_element(sorted_.begin(), nth, sorted_.end());
  return *nth;
}

double EvidenceScale::mean(std::size_t from, std::size_t to) const {
  if (from >= to) return 0;
  double sum = 0;
  for (std::size_t k = from; k < to; ++k) sum += energy_[k];
  return sum / static_cast<double>(to - from);
}

Evidence EvidenceScale::weigh(const History& history, Time rest, const BlockFlags& ignored,
                              bool whole) {
  Evidence found{.onset = rest};
  seen_.clear();
  for (std::uint32_t i = 0; i < ignored.size(); ++i)
    if (ignored[i] == 0) seen_.push_back(i);
  if (seen_.empty() || history.size() < 2) return found;

  // Index of the first map that is not older than a time.
  const auto at = [&](Time time) {
    std::size_t k = 0;
    while (k + 1 < history.size() && history.time(k) < time) ++k;
    return k;
  };
  const std::size_t end = history.size();
  const std::size_t first = at(rest - kBefore - kOnsetBefore);
  const std::size_t anchor = at(rest);
  if (anchor < first + 4) return found;
  measure(history, first);

  // The anchor is where the picture began to look like it does now; slow motion and the rate
  // control of an encoder put that earlier or later than the last frame that moved.
  const double usual = quantile(std::max(first + 1, at(rest - kBefore)), anchor + 1, second_, 0.75);
  const double moving = std::clamp(0.3 * usual, 1.0, 3.0);
  std::size_t onset = anchor;
  while (onset > first && second_[onset] < moving &&
         history.time(anchor) - history.time(onset) < kOnsetBefore)
    --onset;
  found.onset = onset == anchor ? rest : history.time(onset);

  if (onset <= first) return found;

  // Only the scene that stopped counts: look no further back than to the last cut.
  std::size_t begin = std::max(first + 1, at(history.time(onset) - kBefore));
  const double usual_energy = quantile(begin, onset + 1, energy_, 0.5);
  for (std::size_t k = onset > 6 ? onset - 6 : 0; k > begin; --k) {
    if (energy_[k] > 2.5 && energy_[k] > 3 * usual_energy) {
      begin = k + 1;
      break;
    }
  }
  if (onset + 1 < begin + 5 || onset + 3 > end) return found;
  found.motion = quantile(begin, onset + 1, second_, 0.75);
  found.motion_left = quantile(onset + 1, end, second_, 0.8) / (found.motion + 1e-3);
  found.energy_left = mean(onset + 1, end) / (mean(begin, onset + 1) + 1e-3);

  std::size_t moved = 0;
  for (const std::uint32_t i : seen_) {
    std::uint16_t low = 65535, high = 0;
    for (std::size_t k = begin; k <= onset; ++k) {
      low = std::min(low, history.map(k)[i]);
      high = std::max(high, history.map(k)[i]);
    }
    if (high - low >= kMovedBlock) ++moved;
  }
  found.breadth = static_cast<double>(moved) / static_cast<double>(seen_.size());

  const auto apart = [&](std::size_t j, std::size_t k) {
    double sum = 0;
    const auto a = history.map(j), b = history.map(k);
    for (const std::uint32_t i : seen_) sum += std::min(distance(a[i], b[i]), kJumpCut);
    return sum;
  };
  const auto before = [&](std::size_t k, Time by) { return std::min(k, at(history.time(k) - by)); };

  // A cut: the jump into the picture that stands is as large as the way to pictures long before.
  double way = 1;
  for (const Time by : {250ms, 500ms, 1000ms})
    way = std::max(way, apart(onset - 1, before(onset - 1, by)));
  const bool cut = apart(onset, onset - 1) > 0.75 * way &&
                   energy_[onset] > 1.2 * quantile(begin, onset, energy_, 0.9);

  // A dissolve: every block goes straight to where it stands, and further than it went before.
  const std::size_t half = before(onset, 500ms), whole_second = before(onset, 1000ms);
  double straight = 0, path = 0;
  for (const std::uint32_t i : seen_) {
    int blocks_path = 0;
    for (std::size_t k = half + 1; k <= onset; ++k)
      blocks_path += distance(history.map(k)[i], history.map(k - 1)[i]);
    if (blocks_path < 2 * kStep) continue;
    path += blocks_path;
    straight += distance(history.map(onset)[i], history.map(half)[i]);
  }
  const double went =
      apart(onset, whole_second) / std::max(1.0, apart(whole_second, before(whole_second, 1000ms)));
  const bool fade = straight > 0.85 * path && went > 1.25;

  // A camera that stops: less and less motion from frame to frame.
  const auto since = [&](Time by) { return std::max(begin, before(onset, by)); };
  const double last = mean(onset - 1, onset + 1) + 1e-3;
  const double peak = std::max(energy_[onset], energy_[onset - 1]);
  const bool falling = onset >= begin + 3 && energy_[onset - 3] > energy_[onset - 1] &&
                       energy_[onset - 1] * 1.1F > energy_[onset];
  const bool braked = falling && last < 0.5 * mean(since(400ms), since(160ms)) &&
                      peak < 0.66 * mean(since(350ms), onset - 1);
  // Somebody who leaves: what moves gets smaller before nothing does.
  const float largest_last = *std::max_element(second_.begin() + offset(since(250ms)),
                                               second_.begin() + offset(onset + 1));
  const bool tapered = largest_last < 0.3 * found.motion &&
                       mean(since(250ms), onset + 1) < 0.5 * mean(begin, onset + 1);

  // The shorter the scene, the less of it had the time to move.
  const auto seen_for =
      std::chrono::duration<double>(history.time(onset) - history.time(begin - 1)).count();
  const double wide = kWide * std::min(1.0, seen_for);
  const bool all_stopped = found.energy_left <= 0.08 && found.motion_left <= 0.12;
  const bool most_stopped = found.motion >= kClearMotion && found.breadth >= wide &&
                            ((found.energy_left <= 0.4 && found.motion_left <= 0.2) ||
                             (found.energy_left <= .1 && found.motion_left <= .3));
  if (found.motion < kAnyMotion) {
    found.says = Evidence::Says::never_moved;
  } else if (!(most_stopped || (whole && all_stopped))) {
    found.says = Evidence::Says::goes_on;
  } else if (cut) {
    found.says = Evidence::Says::came_by_cut;
  } else if (braked || tapered) {
    found.says = Evidence::Says::came_to_rest;
  } else if (fade) {
    found.says = Evidence::Says::came_by_fade;
  } else {
    found.says = Evidence::Says::stopped;
  }
  return found;
}

}  // namespace vqa
