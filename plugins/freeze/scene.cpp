// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/scene.h"

#include <algorithm>
#include <cstdlib>

#include "core/statistics.h"
#include "freeze/rest.h"

namespace vqa {
namespace {

constexpr int kStep = History::kStep;
constexpr int kEnergyCut = 7 * kStep;  // more change of a block than this is not more motion
constexpr int kJumpCut = 34 * kStep;   // and more than this not more of another picture

constexpr Time kBefore = 2s;             // looked at before the onset
constexpr Time kOnsetBefore = 1200ms;    // the anchor is at most this much later than the onset
constexpr std::size_t kLongestHold = 3;  // frames: of a cartoon

constexpr double kPlainMotion =
    4.3;  // luma steps: more than an encoder improves a picture in a frame
constexpr int kMovedBlock = 7 * kStep / 2;
constexpr double kCutEnergy = 0.43;    // luma steps
constexpr double kAllDifferent = 5.2;  // of the most energy that there can be, which is kEnergyCut

constexpr int kActive = 4;           // of History::kActivityStep: pixels change, if only by noise
constexpr double kOften = 0.3;       // share of the maps
constexpr double kLessOften = 0.25;  // of how often it was

std::ptrdiff_t offset(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

int distance(std::uint16_t a, std::uint16_t b) { return std::abs(int{a} - int{b}); }

}  // namespace

bool Scene::look(const History& history, Time rest, const BlockFlags& ignored) {
  history_ = &history;
  choose_blocks(ignored);
  if (blocks_.empty() || !find_onset(rest)) return false;
  find_begin();
  find_moved();
  return true;
}

void Scene::choose_blocks(const BlockFlags& ignored) {
  blocks_.clear();
  for (std::uint32_t i = 0; i < ignored.size(); ++i)
    if (ignored[i] == 0) blocks_.push_back(i);
}

void Scene::measure_changes() {
  second_.assign(end(), 0);
  energy_.assign(end(), 0);
  for (std::size_t k = first_ + 1; k < end(); ++k) {
    const auto now = map(k), before = map(k - 1);
    TwoLargest<int> largest;
    std::int64_t sum = 0;
    for (const std::uint32_t i : blocks_) {
      const int change = distance(now[i], before[i]);
      largest.take(change);
      sum += std::min(change, kEnergyCut);
    }
    second_[k] = static_cast<float>(blocks_.size() == 1 ? largest.first : largest.second) / kStep;
    energy_[k] = static_cast<float>(sum) / static_cast<float>(blocks_.size() * kStep);
  }
}

/// The anchor is where the picture began to look as it does now. Slow motion, motion in few blocks,
/// and an encoder that still improves the picture put that earlier or later than the last frame
/// that moved.
bool Scene::find_onset(Time rest) {
  first_ = at(rest - kBefore - kOnsetBefore);
  const std::size_t anchor = at(rest);
  if (end() < 2 || anchor < first_ + 4) return false;
  measure_changes();
  const double usual =
      quantile(second_, std::max(first_ + 1, at(rest - kBefore)), anchor + 1, 0.75);
  const std::size_t at_rest = at(rest + Rest::kComesToRest);
  const double noise = quantile(second_, at_rest, end(), 0.9);
  const double moving = std::clamp(std::min(0.3 * usual, 4 * noise), 0.86, kClearMotion);
  const auto moves = [&](std::size_t k, double least) {
    return static_cast<double>(second_[k]) >= least;
  };
  onset_ = anchor;
  for (std::size_t k = anchor + 1; k <= at_rest && k <= onset_ + kLongestHold; ++k)
    if (moves(k, std::max(moving, std::min(0.3 * usual, kPlainMotion)))) onset_ = k;
  const Time earliest = time(anchor) - kOnsetBefore;
  while (onset_ > first_ && !moves(onset_, moving) && time(onset_) > earliest) --onset_;
  return onset_ > first_;
}

/// Only the scene that stopped counts: no further back than to the last cut.
void Scene::find_begin() {
  begin_ = std::max(first_ + 1, at(time(onset_) - kBefore));
  high_energy_ = quantile(energy_, begin_, onset_, 0.9);
  for (std::size_t k = onset_ - std::min(onset_, kFewest); k > begin_; --k)
    if (is_cut(k)) begin_ = k + 1;
}

double Scene::suddenness(std::size_t index) const {
  const double last = std::max(apart(index - 1, index - 2), apart(index - 2, index - 3));
  return apart(index, index - 1) / std::max(1.0, last);
}

double Scene::newness(std::size_t index) const {
  double way = 1;
  for (const Time by : {250ms, 500ms, 1000ms})
    way = std::max(way, apart(index - 1, before(index - 1, by)));
  return apart(index, index - 1) / way;
}

bool Scene::is_cut(std::size_t index) const {
  if (index < first_ + 3 || energy(index) < kCutEnergy) return false;
  const double sudden = suddenness(index);
  if (energy(index) < (sudden > 3 ? 0.7 : 1.1) * high_energy_) return false;
  if (sudden < 1.7 && energy(index) < kAllDifferent) return false;
  return newness(index) > (sudden > 3 ? 0.6 : 0.75);
}

void Scene::find_moved() {
  low_.assign(blocks_.size(), 65535);
  high_.assign(blocks_.size(), 0);
  for (std::size_t k = begin_; k <= onset_; ++k) {
    const auto now = map(k);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      low_[i] = std::min(low_[i], now[blocks_[i]]);
      high_[i] = std::max(high_[i], now[blocks_[i]]);
    }
  }
  moved_.clear();
  for (std::size_t i = 0; i < blocks_.size(); ++i)
    if (high_[i] - low_[i] >= kMovedBlock) moved_.push_back(blocks_[i]);
}

double Scene::breadth() const {
  return static_cast<double>(moved_.size()) / static_cast<double>(blocks_.size());
}

/// How many of the maps each block was active in.
void Scene::count_active(std::size_t from, std::size_t to, std::vector<std::uint32_t>& out) const {
  out.assign(history_->activity(from).size(), 0);
  for (std::size_t k = from; k < to; ++k) {
    const auto activity = history_->activity(k);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += activity[i] >= kActive ? 1 : 0;
  }
}

Scene::Noise Scene::noise() {
  const std::size_t rest = onset_ + 1;
  count_active(begin_, rest, active_before_);
  count_active(rest, end(), active_after_);
  double before = 0, gone = 0;
  auto moved = moved_.begin();
  for (const std::uint32_t block : blocks_) {
    if (moved != moved_.end() && *moved == block) {
      ++moved;
      continue;
    }
    const double often = active_before_[block] / static_cast<double>(rest - begin_);
    if (often < kOften) continue;
    before += 1;
    if (active_after_[block] < kLessOften * often * static_cast<double>(end() - rest)) gone += 1;
  }
  return {.before = before / static_cast<double>(blocks_.size()),
          .gone = before > 0 ? gone / before : 0};
}

double Scene::change(std::size_t from, std::size_t to, double share) {
  return quantile(second_, from, to, share);
}

std::size_t Scene::at(Time moment) const {
  std::size_t k = 0;
  while (k + 1 < end() && time(k) < moment) ++k;
  return k;
}

std::size_t Scene::before(std::size_t index, Time by) const {
  return std::min(index, at(time(index) - by));
}

double Scene::quantile(const std::vector<float>& of, std::size_t from, std::size_t to,
                       double share) {
  if (from >= to) return 0;
  sorted_.assign(of.begin() + offset(from), of.begin() + offset(to));
  return static_cast<double>(vqa::quantile(sorted_, share));
}

double Scene::mean_energy(std::size_t from, std::size_t to) const {
  if (from >= to) return 0;
  double sum = 0;
  for (std::size_t k = from; k < to; ++k) sum += static_cast<double>(energy_[k]);
  return sum / static_cast<double>(to - from);
}

double Scene::mean_motion(std::size_t from, std::size_t to) const {
  double sum = 0;
  for (std::size_t k = from; k < to; ++k) {
    const auto now = map(k), last = map(k - 1);
    for (const std::uint32_t i : moved_) sum += std::min(distance(now[i], last[i]), kJumpCut);
  }
  return from < to ? sum / static_cast<double>(to - from) : 0;
}

double Scene::apart(std::size_t a, std::size_t b) const {
  const auto one = map(a), other = map(b);
  double sum = 0;
  for (const std::uint32_t i : blocks_) sum += std::min(distance(one[i], other[i]), kJumpCut);
  return sum;
}

}  // namespace vqa
