// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/slicer.h"

#include <algorithm>
#include <utility>

namespace vqa {
namespace {

constexpr int kPerSecond = 100;

}  // namespace

void Slicer::start(const AudioBlock& block) {
  const auto frames = static_cast<std::size_t>(std::max(1, block.rate / kPerSecond));
  slice_ = {.duration = Time(static_cast<Time::rep>(frames) * Time::period::den / block.rate),
            .rate = block.rate,
            .left_right = block.left_right};
  slice_.channels.assign(block.channels.size(), std::vector<float>(frames));
  clock_.restart(block.rate);
  filled_ = 0;
  lost_ = false;
  started_ = true;
}

bool Slicer::begin(const AudioBlock& block) {
  const bool same = started_ && block.rate == slice_.rate &&
                    block.channels.size() == slice_.channels.size() &&
                    block.left_right == slice_.left_right;
  const bool related = same || !started_;
  if (!same) start(block);
  const Time off = clock_.align(block.time);
  if (off == Time::zero()) return related;
  // The rest of what was cut off is no slice.
  lost_ = true;
  filled_ = 0;
  return off > Time::zero();
}

std::size_t Slicer::add(const AudioBlock& block, std::size_t from) {
  if (filled_ == 0) slice_.time = clock_.now();
  const std::size_t count = std::min(block.frames - from, slice_.frames() - filled_);
  for (std::size_t c = 0; c < slice_.channels.size(); ++c)
    read_channel(block, c, from, std::span(slice_.channels[c]).subspan(filled_, count));
  filled_ += count;
  clock_.count(static_cast<std::int64_t>(count));
  return count;
}

const Slice* Slicer::take() {
  if (filled_ == 0 || filled_ < slice_.frames()) return nullptr;
  filled_ = 0;
  slice_.joined = !std::exchange(lost_, false);
  return &slice_;
}

void Slicer::reset() { *this = {}; }

}  // namespace vqa
