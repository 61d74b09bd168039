// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/loss_watch.h"

#include <variant>

namespace vqa {
namespace {

constexpr Time kAfter = 500ms;  // so long after it, damage may still come of it
// Fitted to clips with damage (docs/corruption.md): while packets are being lost, and for the
// second until that is told to be over, the picture need not do more than confirm it; after that,
// it has to show more; where a picture is missing, some that follow are damaged.
constexpr double kLosing = 9, kLost = 2.5, kPictureMissing = 0.93;

}  // namespace

void LossWatch::hear(const Event& event) {
  if (event.detector != "transport" || event.kind != "loss") return;
  // A loss is information when neither picture nor sound nor tables can have been hit.
  if (event.phase == Phase::sample || event.severity == Severity::info) return;
  if (!loss_) loss_ = Loss{.packets = 0, .over = false};
  for (const auto& [name, detail] : event.details) {
    const auto* packets = std::get_if<std::int64_t>(&detail);
    if (name == "lost" && packets != nullptr) loss_->packets = *packets;
  }
  loss_->over = event.phase == Phase::end;
  over_since_.reset();
}

void LossWatch::see(Time time) {
  if (last_ && time > *last_) {
    const Time interval = time - *last_;
    if (interval_ > Time::zero() && interval > interval_ + interval_ / 2) missing_ = time;
    interval_ = interval_ == Time::zero() ? interval : interval_ + (interval - interval_) / 8;
  }
  last_ = time;
  if (missing_ && time - *missing_ >= kAfter) missing_.reset();
  if (!loss_ || !loss_->over) return;
  if (!over_since_) over_since_ = time;
  if (time - *over_since_ >= kAfter) loss_.reset();
}

void LossWatch::forget() { *this = {}; }

double LossWatch::odds() const {
  if (!loss_) return missing_ ? kPictureMissing : 0;
  return loss_->over ? kLost : kLosing;
}

std::optional<std::int64_t> LossWatch::packets() const {
  if (!loss_) return std::nullopt;
  return loss_->packets;
}

}  // namespace vqa
