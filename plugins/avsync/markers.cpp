// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/markers.h"

#include <algorithm>
#include <cmath>

#include "core/statistics.h"

namespace vqa {
namespace {

constexpr std::size_t kPairs = 3;                  // make an answer
constexpr double kEven = 0.03;                     // of the period: what it may vary by
constexpr Time kShortest = 500ms, kLongest = 30s;  // of a period
constexpr Time kApart = 50ms;                      // from being as near to the next flash
constexpr Time kKnown = 100ms;                     // after it was heard, a beep is known
constexpr double kSpread = 25;                     // ms: pairs that vary by more are none
constexpr double kExact = 2;                       // ms: no better than this
constexpr std::size_t kBeepsPerFlash = 2;          // more are speech, or music
constexpr Time kOld = 150s;
constexpr std::size_t kKept = 200;

double ms(Time time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// What lies between neighbours: the median, if they hardly differ.
std::optional<Time> period(const std::vector<Time>& times) {
  std::vector<Time> steps;
  for (std::size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
  const auto [least, most] = std::minmax_element(steps.begin(), steps.end());
  const double variation = ms(*most - *least) / 2;
  const Time middle = quantile(steps, 0.5);
  if (variation > kEven * ms(middle)) return std::nullopt;
  return middle;
}

}  // namespace

double Markers::Pair::offset() const { return ms(beep - flash); }

void Markers::forget(Time now) {
  const auto old = [&](const std::deque<Time>& times) {
    return !times.empty() && (now - times.front() > kOld || times.size() > kKept);
  };
  while (old(flashes_)) flashes_.pop_front();
  while (old(beeps_)) beeps_.pop_front();
}

/// The last flashes whose beeps must have been heard, if there is a rhythm in both.
std::optional<std::vector<Markers::Pair>> Markers::pairs(Time now) const {
  // One more flash than pairs: three may be even by chance.
  constexpr std::ptrdiff_t kFlashes = kPairs + 1;
  auto end = std::upper_bound(flashes_.begin(), flashes_.end(), now);
  std::vector<Time> last;
  std::optional<Time> every;
  for (;; --end) {
    if (end - flashes_.begin() < kFlashes) return std::nullopt;
    last.assign(end - kFlashes, end);
    every = period(last);
    if (!every || *every < kShortest || *every > kLongest) return std::nullopt;
    if (last.back() + *every / 2 + kKnown <= now) break;
  }
  const Time reach = *every / 2 - kApart;
  std::vector<Pair> found;
  std::vector<Time> beeps;
  for (const Time flash : last) {
    const auto nearest = std::min_element(beeps_.begin(), beeps_.end(), [flash](Time a, Time b) {
      return std::chrono::abs(a - flash) < std::chrono::abs(b - flash);
    });
    if (nearest == beeps_.end() || std::chrono::abs(*nearest - flash) > reach) return std::nullopt;
    found.push_back({flash, *nearest});
    beeps.push_back(*nearest);
  }
  if (!period(beeps)) return std::nullopt;
  const auto among = std::count_if(beeps_.begin(), beeps_.end(), [&](Time beep) {
    return beep >= last.front() - reach && beep <= last.back() + reach;
  });
  if (static_cast<std::size_t>(among) > kBeepsPerFlash * last.size()) return std::nullopt;
  return found;
}

std::optional<Estimate> Markers::look(Time now) {
  forget(now);
  const auto found = pairs(now);
  if (!found || found->at(found->size() - kPairs).flash <= told_) return std::nullopt;
  std::vector<double> offsets;
  for (const Pair& pair : *found) offsets.push_back(pair.offset());
  const auto [least, most] = std::minmax_element(offsets.begin(), offsets.end());
  const double spread = (*most - *least) / 2;
  if (spread > kSpread) return std::nullopt;
  offsets.erase(offsets.begin());
  const Time from = found->at(found->size() - kPairs).flash;
  told_ = found->back().flash;
  return Estimate{.from = from,
                  .to = told_,
                  .offset = quantile(offsets, 0.5),
                  .error = std::max(kExact, spread),
                  .confidence = 0.99};
}

}  // namespace vqa
