// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/history.h"

#include <algorithm>

namespace vqa {
namespace {

constexpr Time kClosest = 30ms;
constexpr std::size_t kCapacity = History::kSpan / kClosest + 1;

}  // namespace

void History::reset(std::size_t blocks) {
  blocks_ = blocks;
  times_.assign(kCapacity, Time{});
  maps_.assign(kCapacity * blocks, 0);
  activities_.assign(kCapacity * blocks, 0);
  latest_activity_.assign(blocks, 0);
  next_ = count_ = 0;
}

void History::forget() {
  count_ = 0;
  std::fill(latest_activity_.begin(), latest_activity_.end(), 0);
}

void History::push(Time time, const BlockValues& map, const BlockValues& activity) {
  if (count_ > 0 && time < this->time(count_ - 1)) forget();
  for (std::size_t i = 0; i < blocks_; ++i) {
    const float value = std::min(activity[i] * kActivityStep + 0.5F, 255.0F);
    latest_activity_[i] = std::max(latest_activity_[i], static_cast<std::uint8_t>(value));
  }
  if (count_ > 0 && time - this->time(count_ - 1) < kClosest) return;
  const std::size_t first = next_ * blocks_;
  for (std::size_t i = 0; i < blocks_; ++i)
    maps_[first + i] =
        static_cast<std::uint16_t>(std::clamp(map[i] * kStep + 0.5F, 0.0F, 65535.0F));
  std::copy(latest_activity_.begin(), latest_activity_.end(),
            activities_.begin() + static_cast<std::ptrdiff_t>(first));
  std::fill(latest_activity_.begin(), latest_activity_.end(), 0);
  times_[next_] = time;
  next_ = (next_ + 1) % times_.size();
  count_ = std::min(count_ + 1, times_.size());
}

}  // namespace vqa
