// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/evidence.h"

#include <cstdlib>

#include "freeze/statistics.h"

namespace vqa {
namespace {

constexpr int kStep = 256;             // of the history, for one luma step
constexpr int kEnergyCut = 8 * kStep;  // more change of a block than this is not more motion
constexpr int kJumpCut = 40 * kStep;   // and more than this not more of another picture

constexpr Time kBefore = 2s;             // looked at before the onset
constexpr Time kOnsetBefore = 1200ms;    // the anchor is at most this much later than the onset
constexpr std::size_t kLongestHold = 3;  // frames: of a cartoon
constexpr std::size_t kFewest = 6;       // frames of a scene that say something about it
constexpr Time kMoment = 200ms;
constexpr double kCutEnergy = 0.5;  // luma steps

constexpr double kAnyMotion = 0.7;  // luma steps: less is a picture that does not move
constexpr double kClearMotion = 3;
constexpr double kPlainMotion = 5;  // more than an encoder improves a picture in a frame
constexpr int kMovedBlock = 4 * kStep;
constexpr double kWide = 0.22;  // share of the picture that has moved in a second

std::ptrdiff_t offset(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

int distance(std::uint16_t a, std::uint16_t b) { return std::abs(int{a} - int{b}); }

}  // namespace

std::string_view to_string(Evidence::Says says) {
  switch (says) {
    case Evidence::Says::too_early:
      return "unknown";
    case Evidence::Says::never_moved:
      return "never moved";
    case Evidence::Says::goes_on:
      return "some motion is left";
    case Evidence::Says::came_by_cut:
      return "cut";
    case Evidence::Says::came_by_fade:
      return "dissolve";
    case Evidence::Says::came_to_rest:
      return "came to rest";
    case Evidence::Says::stopped:
      break;
  }
  return "stopped";
}

std::size_t EvidenceScale::at(Time time) const {
  std::size_t k = 0;
  while (k + 1 < history_->size() && history_->time(k) < time) ++k;
  return k;
}

std::size_t EvidenceScale::before(std::size_t index, Time by) const {
  return std::min(index, at(history_->time(index) - by));
}

double EvidenceScale::quantile(const std::vector<float>& of, std::size_t from, std::size_t to,
                               double share) {
  if (from >= to) return 0;
  sorted_.assign(of.begin() + offset(from), of.begin() + offset(to));
  return static_cast<double>(vqa::quantile(sorted_, share));
}

double EvidenceScale::mean_energy(std::size_t from, std::size_t to) const {
  if (from >= to) return 0;
  double sum = 0;
  for (std::size_t k = from; k < to; ++k) sum += static_cast<double>(energy_[k]);
  return sum / static_cast<double>(to - from);
}

double EvidenceScale::apart(std::size_t a, std::size_t b) const {
  const auto one = history_->map(a), other = history_->map(b);
  double sum = 0;
  for (const std::uint32_t i : seen_) sum += std::min(distance(one[i], other[i]), kJumpCut);
  return sum;
}

bool EvidenceScale::choose_blocks(const BlockFlags& ignored) {
  seen_.clear();
  for (std::uint32_t i = 0; i < ignored.size(); ++i)
    if (ignored[i] == 0) seen_.push_back(i);
  return !seen_.empty();
}

void EvidenceScale::measure_changes() {
  second_.assign(history_->size(), 0);
  energy_.assign(history_->size(), 0);
  for (std::size_t k = first_ + 1; k < history_->size(); ++k) {
    const auto now = history_->map(k), before = history_->map(k - 1);
    TwoLargest<int> largest;
    std::int64_t sum = 0;
    for (const std::uint32_t i : seen_) {
      const int change = distance(now[i], before[i]);
      largest.take(change);
      sum += std::min(change, kEnergyCut);
    }
    second_[k] = static_cast<float>(seen_.size() == 1 ? largest.first : largest.second) / kStep;
    energy_[k] = static_cast<float>(sum) / static_cast<float>(seen_.size() * kStep);
  }
}

/// The anchor is where the picture began to look as it does now. Slow motion, motion in few blocks,
/// and an encoder that still improves the picture put that earlier or later than the last frame
/// that moved.
bool EvidenceScale::find_onset(Time rest) {
  first_ = at(rest - kBefore - kOnsetBefore);
  const std::size_t anchor = at(rest);
  if (history_->size() < 2 || anchor < first_ + 4) return false;
  measure_changes();
  const double usual =
      quantile(second_, std::max(first_ + 1, at(rest - kBefore)), anchor + 1, 0.75);
  const std::size_t at_rest = at(rest + Rest::kComesToRest);
  const double noise = quantile(second_, at_rest, history_->size(), 0.9);
  const double moving = std::clamp(std::min(0.3 * usual, 4 * noise), 1.0, kClearMotion);
  const auto moves = [&](std::size_t k, double least) {
    return static_cast<double>(second_[k]) >= least;
  };
  onset_ = anchor;
  for (std::size_t k = anchor + 1; k <= at_rest && k <= onset_ + kLongestHold; ++k)
    if (moves(k, std::max(moving, std::min(0.3 * usual, kPlainMotion)))) onset_ = k;
  const Time earliest = history_->time(anchor) - kOnsetBefore;
  while (onset_ > first_ && !moves(onset_, moving) && history_->time(onset_) > earliest) --onset_;
  return onset_ > first_;
}

/// The jump is as large as the way to pictures long before.
bool EvidenceScale::is_cut(std::size_t index) const {
  const auto energy = static_cast<double>(energy_[index]);
  if (index < first_ + 2 || energy < kCutEnergy || energy < 1.1 * high_energy_) return false;
  double way = 1;
  for (const Time by : {250ms, 500ms, 1000ms})
    way = std::max(way, apart(index - 1, before(index - 1, by)));
  return apart(index, index - 1) > 0.75 * way;
}

/// Only the scene that stopped counts: no further back than to the last cut.
bool EvidenceScale::find_scene() {
  scene_ = std::max(first_ + 1, at(history_->time(onset_) - kBefore));
  high_energy_ = quantile(energy_, scene_, onset_, 0.9);
  for (std::size_t k = onset_ - std::min(onset_, kFewest); k > scene_; --k)
    if (is_cut(k)) scene_ = k + 1;
  return onset_ + 2 > scene_ + kFewest && history_->size() >= onset_ + 3;
}

void EvidenceScale::measure_motion(Evidence& found) {
  const std::size_t end = history_->size();
  found.motion = quantile(second_, scene_, onset_ + 1, 0.75);
  found.motion_left = quantile(second_, onset_ + 1, end, 0.8) / (found.motion + 1e-3);
  found.energy_left = mean_energy(onset_ + 1, end) / (mean_energy(scene_, onset_ + 1) + 1e-3);

  low_.assign(seen_.size(), 65535);
  high_.assign(seen_.size(), 0);
  for (std::size_t k = scene_; k <= onset_; ++k) {
    const auto map = history_->map(k);
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      low_[i] = std::min(low_[i], map[seen_[i]]);
      high_[i] = std::max(high_[i], map[seen_[i]]);
    }
  }
  std::size_t moved = 0;
  for (std::size_t i = 0; i < seen_.size(); ++i)
    if (high_[i] - low_[i] >= kMovedBlock) ++moved;
  found.breadth = static_cast<double>(moved) / static_cast<double>(seen_.size());
}

bool EvidenceScale::stopped(const Evidence& found, bool whole) const {
  if (whole && found.energy_left <= 0.08 && found.motion_left <= 0.12) return true;
  // The shorter the scene, the less of it had the time to move.
  const Time seen_for = history_->time(onset_) - history_->time(scene_ - 1);
  const double wide = kWide * std::min(1.0, std::chrono::duration<double>(seen_for).count());
  if (found.motion < kClearMotion || found.breadth < wide) return false;
  return (found.energy_left <= 0.4 && found.motion_left <= 0.2 && edge() <= 0.25) ||
         (found.energy_left <= 0.1 && found.motion_left <= 0.3) ||
         (found.energy_left <= 0.18 && found.motion_left <= 0.1);
}

/// Encoders may take a few frames to make a sharp picture after a cut.
bool EvidenceScale::came_by_cut() const {
  if (is_cut(onset_)) return true;
  for (std::size_t k = before(onset_, kMoment); k < onset_; ++k)
    if (is_cut(k) && mean_energy(k + 1, onset_ + 1) < 0.3 * mean_energy(scene_, k)) return true;
  return false;
}

/// What is left of the energy from one moment to the next.
double EvidenceScale::edge() const {
  const std::size_t after = at(history_->time(onset_) + kMoment) + 1;
  return mean_energy(onset_ + 1, after) / (mean_energy(since(kMoment) + 1, onset_ + 1) + 1e-3);
}

/// Every block went straight to where it stands, and further than it had gone before.
bool EvidenceScale::came_by_fade() {
  const std::size_t half = before(onset_, 500ms), second = before(onset_, 1000ms);
  path_.assign(seen_.size(), 0);
  double bends = 0;
  for (std::size_t k = half + 1; k <= onset_; ++k) {
    const auto now = history_->map(k), last = history_->map(k - 1);
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      const std::uint32_t b = seen_[i];
      path_[i] += distance(now[b], last[b]);
      if (k > half + 1) bends += std::abs(now[b] - 2 * last[b] + history_->map(k - 2)[b]);
    }
  }
  const auto from = history_->map(half), to = history_->map(onset_);
  double straight = 0, path = 0;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (path_[i] < 2 * kStep) continue;
    path += path_[i];
    straight += distance(from[seen_[i]], to[seen_[i]]);
  }
  return straight > 0.85 * path && bends < 0.5 * path &&
         apart(onset_, second) > 1.25 * std::max(1.0, apart(second, before(second, 1000ms)));
}

bool EvidenceScale::came_to_rest(const Evidence& found) const {
  // A camera that stops: less and less motion from frame to frame, and for longer than the few
  // frames that an encoder short of bits takes to stop.
  const double peak = static_cast<double>(std::max(energy_[onset_], energy_[onset_ - 1]));
  bool falling = true;
  for (std::size_t k = onset_ - 2; k <= onset_; ++k) falling &= energy_[k] < 1.1F * energy_[k - 1];
  if (falling && energy_[onset_ + 1] > 0.12F * energy_[onset_] &&
      peak < 0.66 * mean_energy(since(350ms), onset_ - 1) &&
      mean_energy(onset_ - 1, onset_ + 1) < 0.5 * mean_energy(since(400ms), since(160ms)) &&
      mean_energy(since(400ms), since(160ms)) < 0.8 * mean_energy(since(1000ms), since(600ms)))
    return true;
  // Somebody who leaves: what moves gets smaller, until nothing does.
  const float last = *std::max_element(second_.begin() + offset(since(250ms)),
                                       second_.begin() + offset(onset_ + 1));
  return static_cast<double>(last) < 0.3 * found.motion &&
         mean_energy(since(250ms), onset_ + 1) < 0.5 * mean_energy(scene_, onset_ + 1) &&
         edge() > 0.22;
}

Evidence EvidenceScale::weigh(const History& history, Time rest, const BlockFlags& ignored,
                              bool whole) {
  history_ = &history;
  Evidence found{.onset = rest};
  if (!choose_blocks(ignored) || !find_onset(rest)) return found;
  if (onset_ != at(rest)) found.onset = history.time(onset_);
  if (!find_scene()) return found;
  measure_motion(found);
  found.says = found.motion < kAnyMotion ? Evidence::Says::never_moved
               : !stopped(found, whole)  ? Evidence::Says::goes_on
               : came_by_cut()           ? Evidence::Says::came_by_cut
               : came_to_rest(found)     ? Evidence::Says::came_to_rest
               : came_by_fade()          ? Evidence::Says::came_by_fade
                                         : Evidence::Says::stopped;
  return found;
}

}  // namespace vqa
