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
  next_ = count_ = 0;
}

void History::push(Time time, const BlockValues& map) {
  if (count_ > 0 && time < this->time(count_ - 1)) forget();
  if (count_ > 0 && time - this->time(count_ - 1) < kClosest) return;
  std::uint16_t* out = maps_.data() + next_ * blocks_;
  for (std::size_t i = 0; i < blocks_; ++i)
    out[i] = static_cast<std::uint16_t>(std::clamp(map[i] * kStep + 0.5F, 0.0F, 65535.0F));
  times_[next_] = time;
  next_ = (next_ + 1) % times_.size();
  count_ = std::min(count_ + 1, times_.size());
}

}  // namespace vqa
