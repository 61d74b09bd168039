// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <utility>

#include "notify/notice.h"

namespace vqa {

/// A bounded queue that never tears an incident apart: whoever takes a `begin` keeps a place for
/// its `end`, and where a `begin` found no place, what follows it is left out as well. Samples make
/// room for everything else.
class IncidentQueue {
 public:
  explicit IncidentQueue(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity, 1)) {}

  /// False if there is no place; then nothing has changed.
  bool offer(const Notice& notice) {
    if (left_out_.contains(notice.incident)) return false;
    const bool is_begin = notice.phase == Phase::begin;
    const bool has_place = notice.phase == Phase::end && ended_later_.contains(notice.incident);
    if (!has_place && !has_room(is_begin && capacity_ > 1 ? 2 : 1, notice.phase)) return false;
    if (has_place) ended_later_.erase(notice.incident);
    if (is_begin) ended_later_.insert(notice.incident);
    queue_.push_back(notice);
    return true;
  }

  /// Offers, and counts what finds no place as dropped.
  bool push(const Notice& notice) {
    if (offer(notice)) return true;
    ++(notice.phase == Phase::sample ? dropped_samples_ : dropped_);
    if (notice.phase == Phase::begin) left_out_.insert(notice.incident);
    if (notice.phase == Phase::end) left_out_.erase(notice.incident);
    return false;
  }

  const Notice& front() const { return queue_.front(); }
  void pop() { queue_.pop_front(); }
  bool empty() const { return queue_.empty(); }
  std::size_t size() const { return queue_.size(); }
  std::deque<Notice> take_all() { return std::exchange(queue_, {}); }
  /// The front is under delivery: it makes no room for others.
  void hold_front(bool held) { held_ = held ? 1 : 0; }

  std::uint64_t dropped() const { return dropped_; }
  std::uint64_t dropped_samples() const { return dropped_samples_; }

 private:
  bool has_room(std::size_t wanted, Phase phase) {
    const auto fits = [&] { return queue_.size() + ended_later_.size() + wanted <= capacity_; };
    while (!fits() && phase != Phase::sample) {
      const auto first = queue_.begin() + static_cast<std::ptrdiff_t>(held_);
      const auto sample = std::find_if(
          first, queue_.end(), [](const Notice& notice) { return notice.phase == Phase::sample; });
      if (sample == queue_.end()) return false;
      queue_.erase(sample);
      ++dropped_samples_;
    }
    return fits();
  }

  const std::size_t capacity_;
  std::deque<Notice> queue_;
  std::size_t held_ = 0;
  std::set<std::string> ended_later_;  ///< incidents that have a place for their end
  std::set<std::string> left_out_;     ///< incidents whose begin was dropped
  std::uint64_t dropped_ = 0, dropped_samples_ = 0;
};

}  // namespace vqa
