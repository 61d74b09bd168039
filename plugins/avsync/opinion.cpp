// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/opinion.h"

#include <algorithm>
#include <cmath>

namespace vqa {
namespace {

constexpr double kClose = 10;  // ms: answers that differ by no more agree, however exact they are
constexpr Time kFresh = 15s;   // after so long, or so many times what it took, nobody knows
constexpr int kTimes = 3;

Time shelf_life(const Estimate& estimate) {
  return std::max(kFresh, kTimes * (estimate.to - estimate.from));
}

bool agree(const Estimate& one, const Estimate& two) {
  return std::abs(one.offset - two.offset) <= std::max(kClose, one.error + two.error);
}

Estimate mean_of(const Estimate& one, const Estimate& two) {
  return {.from = one.from,
          .to = two.to,
          .offset = (one.offset + two.offset) / 2,
          .error = std::max(one.error, two.error),
          .confidence = std::min(one.confidence, two.confidence)};
}

}  // namespace

/// Two answers count if they agree and are of different moments.
void Opinion::take(Source source, const Estimate& estimate) {
  Said& said = said_[index(source)];
  const bool apart = said.last && estimate.from >= said.last->to;
  if (estimate.agreed) {
    said = {estimate, estimate};
    return;
  }
  if (said.last && !apart) return;
  if (said.last && agree(*said.last, estimate) &&
      estimate.from - said.last->to <= shelf_life(*said.last)) {
    const bool goes_on = said.agreed && agree(*said.agreed, estimate);
    const Time since = goes_on ? said.agreed->from : said.last->from;
    said.agreed = mean_of(*said.last, estimate);
    said.agreed->from = since;
  }
  said.last = estimate;
}

std::optional<Estimate> Opinion::belief(Source source, Time now) const {
  const auto& said = said_[index(source)];
  if (!said.agreed || now - said.agreed->to > shelf_life(*said.last)) return std::nullopt;
  return said.agreed;
}

std::optional<Opinion::Belief> Opinion::belief(Time now) const {
  std::optional<Belief> best;
  for (const Source source : kAllSources) {
    const auto said = belief(source, now);
    if (said && (!best || said->error < best->estimate.error)) best = {source, *said};
  }
  return best;
}

}  // namespace vqa
