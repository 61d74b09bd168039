// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/lip_baseline.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vqa {
namespace {

// Measured: see docs/sync.md.
constexpr double kSameSpeaker = 60, kOtherSpeaker = 150;  // ms
constexpr double kAgree = 60;                             // ms
constexpr int kMemory = 12;                               // answers

}  // namespace

void LipBaseline::take(const Speech::Answer& answer) {
  judge_gross(answer.estimate);
  judge_change(answer);
}

void LipBaseline::judge_gross(const Estimate& estimate) {
  if (std::abs(estimate.offset) <= kGross) {
    gross_.reset();
    gross_sure_ = false;
  } else if (!gross_ || gross_->offset * estimate.offset < 0) {
    gross_ = estimate;
    gross_sure_ = false;
  } else if (estimate.from >= gross_->to) {
    gross_sure_ = true;
  }
}

void LipBaseline::judge_change(const Speech::Answer& answer) {
  const double offset = answer.estimate.offset;
  if (!usual_) {
    usual_ = {offset, 1, answer.speaker};
    return;
  }
  const bool same = usual_->speaker == answer.speaker;
  other_speaker_ = !same;
  limit_ = same ? kSameSpeaker : kOtherSpeaker;
  const double change = offset - usual_->offset;
  if (std::abs(change) < limit_) {
    suspect_.reset();
    if (change_ && std::abs(change) > limit_ / 2) return;
    change_.reset();
    if (!same) usual_ = {usual_->offset, 0, answer.speaker};
    usual_->answers = std::min(usual_->answers + 1, kMemory);
    usual_->offset += (offset - usual_->offset) / usual_->answers;
    return;
  }
  const auto before = std::exchange(suspect_, offset);
  if (before && std::abs(*before - offset) <= kAgree) change_ = change;
}

}  // namespace vqa
