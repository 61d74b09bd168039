// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/tracks.h"

#include <algorithm>
#include <cmath>

namespace vqa {
namespace {

constexpr std::int64_t kFarAway = 10s / kHop;  // begins a new track

}  // namespace

void SoundTrack::add(const SoundPrints& row) {
  if (!prints_.empty() && (row.first < begin_ || row.first > end() + kFarAway)) prints_.clear();
  if (prints_.empty()) begin_ = row.first;
  prints_.resize(static_cast<std::size_t>(row.first - begin_));
  prints_.insert(prints_.end(), row.prints.begin(), row.prints.end());
}

void SoundTrack::forget_before(std::int64_t place) {
  const std::int64_t last = std::min(place, end());
  if (last <= begin_) return;
  prints_.erase(prints_.begin(), prints_.begin() + (last - begin_));
  begin_ = last;
}

ReferencePicture ReferencePicture::of(Time time, const PictureCells& cells) {
  const PicturePrint print = print_of(cells, 1);
  ReferencePicture picture{.time = time};
  for (std::size_t i = 0; i < print.mean.size(); ++i)
    picture.mean[i] = static_cast<std::uint8_t>(std::lround(std::clamp(print.mean[i], 0.F, 255.F)));
  return picture;
}

}  // namespace vqa
