// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/likelihood.h"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace vqa {
namespace {

// Fitted on clips with and without damage (docs/corruption.md): first the evidence, over all
// streams, as a logistic function; then how much counts what is more than usual, and what is much
// anyway.
constexpr double kSlope = 1.55, kMiddle = 2.57;
constexpr double kOwnShare = 0.5, kOffset = 2.4;

// What is usual: in most streams about the least; where it is more than the most, nothing is sure.
constexpr double kLeast = -4, kMost = 0;
constexpr double kExpected = -3.5, kMostAtFirst = -2.5;
constexpr std::size_t kFirst = 6;                // pictures, until anything is known of a stream
constexpr Time kYoung = 2s;                      // after which it is known well,
constexpr double kQuickly = 2.5, kSlowly = 0.5;  // so that it changes by no more than this a second

}  // namespace

void Likelihood::forget() { *this = {}; }

double Likelihood::value() const {
  return own_ - usual_.value_or(kExpected) + kOwnShare * own_ - kOffset;
}

void Likelihood::add(Time time, float evidence) {
  evidence_[pictures_ % kSteady] = evidence;
  ++pictures_;
  const double mean =
      std::accumulate(evidence_.begin(), evidence_.end(), 0.0) / static_cast<double>(kSteady);
  own_ = kSlope * (mean - kMiddle);
  learn(pictures_ == 1 ? Time::zero() : std::clamp<Time>(time - last_, Time::zero(), 1s));
  last_ = time;
}

void Likelihood::learn(Time since) {
  if (pictures_ < kFirst) return;
  if (!usual_) {
    usual_ = std::clamp(own_, kLeast, kMostAtFirst);
    return;
  }
  learned_ += since;
  const double pace =
      (learned_ < kYoung ? kQuickly : kSlowly) * std::chrono::duration<double>(since).count();
  *usual_ += pace * std::clamp(own_ - *usual_, -1.0, 1.0);
  usual_ = std::clamp(*usual_, kLeast, kMost);
}

}  // namespace vqa
