// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/holes.h"

#include <algorithm>
#include <cmath>

namespace vqa {
namespace {

constexpr std::size_t kBefore = 20, kAfter = 10;  // ms that are compared
constexpr std::size_t kEdge = 3;                  // ms that a hole may take to begin, or to end
constexpr double kRise = 100;                     // 20 dB: what is so much fainter may be a hole
constexpr double kDeep = 26;                      // dB
constexpr double kAudible = 1e-5;                 // -50 dBFS: around a hole
constexpr double kAlike = 9;                      // dB: before and after
constexpr double kAbrupt = 9;                     // dB: at the edge, fainter than further away
// Where samples are all the same, and sound stops in the middle of a wave, no more is needed.
constexpr std::size_t kRun = 3;                                   // ms
constexpr double kJump = 0.1;                                     // of the RMS
constexpr double kAlikeCut = 30, kAbruptCut = 12, kDeepCut = 20;  // dB
constexpr std::size_t kSmeared = 60;                              // ms
constexpr double kNothing = 1e-9;                                 // -90 dBFS
constexpr std::size_t kSoft = 4;                                  // ms, for both edges
constexpr std::size_t kNotes = 2000;                              // ms
constexpr std::size_t kPitch = 10;  // ms: a low voice is loud once in that time

double decibels(double over, double under) {
  return 10 * std::log10((over + 1e-12) / (under + 1e-12));
}

}  // namespace

// From `newest` to `oldest`, both in ms ago, both included.
double HoleFinder::mean(std::size_t newest, std::size_t oldest) const {
  double sum = 0;
  for (std::size_t ago = newest; ago <= oldest; ++ago) sum += double{at(ago)};
  return sum / static_cast<double>(oldest - newest + 1);
}

double HoleFinder::loudest(std::size_t newest, std::size_t oldest) const {
  float found = 0;
  for (std::size_t ago = newest; ago <= oldest; ++ago) found = std::max(found, at(ago));
  return double{found};
}

void HoleFinder::watch_run(std::span<const float> samples) {
  for (const float x : samples) {
    if (x == value_) {
      ++run_;
      continue;
    }
    if (run_ >= kRun * samples.size()) {
      run_ended_ = count_;
      jump_ = std::max(jump_in_, std::abs(x - value_));
    }
    jump_in_ = std::abs(x - value_);
    value_ = x;
    run_ = 1;
  }
}

std::optional<Hole> HoleFinder::take(std::span<const float> samples, std::size_t longest) {
  ++count_;
  watch_run(samples);
  float energy = 0;
  for (const float x : samples) energy += x * x;
  energy_[(count_ - 1) % kKept] = energy / static_cast<float>(samples.size());
  // Did sound begin abruptly here, kAfter ago?
  const std::size_t rise = kAfter - 1;
  if (count_ < kBefore + kAfter + 2 * kEdge + 5) return std::nullopt;
  const double after = mean(0, rise);
  if (after < kAudible) return std::nullopt;
  const double quiet = after / kRise;
  if (double{at(rise)} < quiet || double{at(rise + kEdge)} >= quiet) return std::nullopt;
  std::size_t last = rise + 1;
  while (double{at(last)} >= quiet) ++last;
  std::size_t first = last;
  const std::size_t end = std::min(count_ - kBefore - kEdge - 1, last + longest);
  while (first < end && double{at(first + 1)} < quiet) ++first;
  if (first >= end || count_ - first <= told_) return std::nullopt;
  auto hole = judge(first, last);
  if (hole) told_ = count_ - last;
  return hole;
}

/// Is it full sound until it begins, and from its end on? Notes that are damped are not; and where
/// those are, now and then one looks as if it were cut off.
bool HoleFinder::is_abrupt(std::size_t first, std::size_t last, double before, double after) {
  std::size_t fall = 0, rise = 0;
  while (fall < kPitch && mean(first + fall, first + fall + 2) < before / 2) ++fall;
  while (rise + 2 < last && mean(last - rise - 2, last - rise) < after / 2) ++rise;
  const bool soft = fall + rise > kSoft;
  const bool was_soft = soft_ > 0 && count_ - soft_ < kNotes;
  if (soft) soft_ = count_;
  return !soft && !was_soft;
}

/// `first` and `last` ms of it, in ms ago.
std::optional<Hole> HoleFinder::judge(std::size_t first, std::size_t last) {
  const double before = mean(first + 1, first + kBefore), after = mean(0, kAfter - 1);
  Hole hole{.length = first - last + 1, .since = last};
  if (hole.length < 3 || before < kAudible) return std::nullopt;
  const double around = std::min(before, after);
  hole.depth = decibels(around, mean(last, first));
  const double unlike = std::abs(decibels(before, after));
  const std::size_t end = count_ - last;
  hole.digital =
      run_ended_ + 2 >= end && run_ended_ <= end + 2 && double{jump_} > kJump * std::sqrt(around);
  if (hole.digital) {
    const double fall = loudest(first + 1, first + kPitch), rise = loudest(0, last - 1);
    if (hole.depth < kDeepCut || unlike > kAlikeCut || decibels(before, fall) > kAbruptCut ||
        decibels(after, rise) > kAbruptCut)
      return std::nullopt;
    return hole;
  }
  // Lossy coding smears edges, but leaves nothing in the middle of a long hole. A room would.
  if (hole.length > kSmeared) {
    const double middle = mean(last + kSmeared / 4, first - kSmeared / 4);
    const double fall = loudest(first + 1, first + kPitch), rise = loudest(0, last - 1);
    if (middle > kNothing || hole.depth < kDeep || unlike > kAlikeCut ||
        decibels(before, fall) > kAbruptCut || decibels(after, rise) > kAbruptCut)
      return std::nullopt;
    return is_abrupt(first, last, before, after) ? std::optional(hole) : std::nullopt;
  }
  const double fall = mean(first + 1, first + kEdge), rise = mean(last - kEdge, last - 1);
  if (hole.depth < kDeep || unlike > kAlike || decibels(before, fall) > kAbrupt ||
      decibels(after, rise) > kAbrupt)
    return std::nullopt;
  return hole;
}

}  // namespace vqa
