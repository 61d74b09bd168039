// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/repeats.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vqa {
namespace {

// Frames of Opus, AAC, MPEG-1 layer 2, AC-3, HE-AAC, in samples; buffers of sound cards, in ms.
// What is shorter is in every voice.
constexpr std::array<std::size_t, 6> kFrames = {960, 1024, 1152, 1536, 1920, 2048};
constexpr std::array<std::size_t, 3> kBuffers = {10, 20, 25};
constexpr std::size_t kBins = 10;        // of 1 ms, in a slice
constexpr double kSame = 0.25;           // share of the energy that may differ: coding changes it
constexpr double kOther = 0.25;          // that differs just before: it begins at once
constexpr double kAtOnce = 0.15;         // of that
constexpr double kDistinct = 0.2;        // of what differs at any other lag
constexpr double kFine = 0.6;            // that may differ of what is fine in it
constexpr double kExact = 0.012;         // all the same; a tone is that after several lags
constexpr double kWhole = 0.65;          // of a period: at its seams it is not as it was
constexpr std::size_t kShortest = 14;    // ms
constexpr double kAudible = 3e-8;        // energy of a difference between two samples
constexpr std::size_t kShortestLag = 2;  // ms
constexpr std::size_t kAround = 1;       // ms: as good as the period itself
constexpr std::size_t kLooked = 20;      // ms, of the middle
constexpr std::size_t kBefore[] = {12, 4};  // ms
constexpr std::size_t kKept = 3;            // times the longest period

}  // namespace

void RepeatFinder::start(std::size_t rate) {
  *this = {};
  rate_ = rate;
  for (const std::size_t frame : kFrames) runs_.push_back({.period = frame});
  for (const std::size_t ms : kBuffers) {
    const std::size_t period = ms * rate / 1000;
    if (std::find(kFrames.begin(), kFrames.end(), period) == kFrames.end())
      runs_.push_back({.period = period});
  }
}

double RepeatFinder::share(const Likeness& of) {
  return double{of.different} / (double{of.all} + 1e-12);
}

Likeness RepeatFinder::with_earlier(std::size_t from, std::size_t to, std::size_t lag) const {
  return compare(edges_.data() + from, edges_.data() + from - lag, to - from);
}

// The same of differences taken three times more, in which tones are all but gone.
double RepeatFinder::fine_share(std::size_t from, std::size_t to, std::size_t lag) const {
  const auto fine = [this](std::size_t i) {
    return edges_[i] - edges_[i - 3] - 3 * (edges_[i - 1] - edges_[i - 2]);
  };
  Likeness sums;
  for (std::size_t i = from; i < to; ++i) {
    const float now = fine(i), then = fine(i - lag);
    sums.different += (now - then) * (now - then);
    sums.all += now * now + then * then;
  }
  return share(sums);
}

// Tones are the same after any of their periods, and whatever else is so by nature; and they do not
// become so from one moment to the next.
bool RepeatFinder::is_distinct(const Run& run, std::size_t end) const {
  const std::size_t ms = rate_ / 1000, begin = end - run.length;
  if (run.length < kShortest * ms ||
      static_cast<double>(run.length) < kWhole * static_cast<double>(run.period) ||
      begin < run.period + kBefore[0] * ms)
    return false;
  const std::size_t length = std::min(run.length, kLooked * ms),
                    from = begin + (run.length - length) / 2;
  const double own = std::max(kExact, share(with_earlier(from, from + length, run.period)));
  const double limit = own / kDistinct;
  const double before =
      share(with_earlier(begin - kBefore[0] * ms, begin - kBefore[1] * ms, run.period));
  if (before < std::max(kOther, own / kAtOnce)) return false;
  const std::size_t longest = std::min(from, 2 * run.period);
  for (std::size_t lag = kShortestLag * ms; lag < longest; ++lag) {
    const std::size_t apart = lag % run.period;
    if (std::min(apart, run.period - apart) <= kAround * ms) continue;
    if (share(with_earlier(from, from + length, lag)) <= limit) return false;
  }
  return fine_share(from, from + length, run.period) <= kFine;
}

// Returns whether a repetition is complete.
bool RepeatFinder::follow(Run& run, std::size_t from, std::size_t to, std::size_t longest) {
  if (from < run.period) return false;
  run.last[run.count++ % run.last.size()] = with_earlier(from, to, run.period);
  Likeness sums;
  for (const Likeness& each : run.last) sums.different += each.different, sums.all += each.all;
  const bool audible =
      double{sums.all} >= kAudible * static_cast<double>(run.last.size() * (to - from));
  const bool same = audible && share(sums) <= kSame;
  // One period is enough to judge it by; what is left of the past does not reach much further.
  if (run.verdict == Run::Verdict::open &&
      (run.length >= std::max(run.period, kShortest * rate_ / 1000) || !same))
    run.verdict = is_distinct(run, from) ? Run::Verdict::repeats : Run::Verdict::natural;
  const bool long_enough = run.length >= run.told + longest;
  const bool complete = run.verdict == Run::Verdict::repeats && (!same || long_enough);
  if (complete) run.told = run.length;
  if (same) run.length += to - from;
  return complete;
}

std::optional<Repeat> RepeatFinder::take(std::span<const float> samples, std::size_t rate,
                                         std::size_t longest) {
  if (rate != rate_) start(rate);
  const std::size_t kept = kKept * std::max(kFrames.back(), kBuffers.back() * rate / 1000);
  if (edges_.size() > 2 * kept)
    edges_.erase(edges_.begin(), edges_.end() - static_cast<std::ptrdiff_t>(kept));
  const std::size_t first = edges_.size();
  for (const float x : samples) edges_.push_back(x - std::exchange(last_, x));
  std::optional<Repeat> found;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const std::size_t from = first + bin * samples.size() / kBins,
                      to = first + (bin + 1) * samples.size() / kBins;
    for (Run& run : runs_) {
      const std::size_t length = run.length;
      if (follow(run, from, to, longest) && (!found || found->length < length))
        found = {.length = length, .since = edges_.size() - from, .period = run.period};
      if (run.length == length) run.length = run.told = 0, run.verdict = Run::Verdict::open;
    }
  }
  return found;
}

}  // namespace vqa
