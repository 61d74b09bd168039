// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/block_map.h"
#include "core/time.h"

namespace vqa {

/// The block maps of the last seconds, for looking back from where the picture came to rest.
/// All memory is taken when the size of the picture is known. Frames that follow each other
/// faster than about 30 a second are thinned out: the looking back needs no more.
class History {
 public:
  static constexpr Time kSpan = 5500ms;
  static constexpr int kStep = 256;         ///< of the maps, for one luma step
  static constexpr int kActivityStep = 32;  ///< of the activity, which is kept up to 8 luma steps

  void reset(std::size_t blocks);
  void forget();
  /// The means and the activity of a frame.
  void push(Time time, const BlockValues& map, const BlockValues& activity);

  std::size_t size() const { return count_; }
  /// From 0, the oldest, to size() - 1.
  Time time(std::size_t index) const { return times_[slot(index)]; }
  std::span<const std::uint16_t> map(std::size_t index) const {
    return std::span(maps_).subspan(slot(index) * blocks_, blocks_);
  }
  /// The most since the one before: also of the frames that were thinned out.
  std::span<const std::uint8_t> activity(std::size_t index) const {
    return std::span(activities_).subspan(slot(index) * blocks_, blocks_);
  }

 private:
  std::size_t slot(std::size_t index) const {
    return (next_ + times_.size() - count_ + index) % times_.size();
  }

  std::size_t blocks_ = 0, next_ = 0, count_ = 0;
  std::vector<Time> times_;
  std::vector<std::uint16_t> maps_;
  std::vector<std::uint8_t> activities_, latest_activity_;
};

}  // namespace vqa
