// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "audio/config.h"
#include "audio/slicer.h"
#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// How left and right go together.
struct Together {
  double left = 0, right = 0, both = 0;  ///< sums of squares, and of products

  Together& operator+=(const Together& other);
  double correlation() const;  ///< -1 to 1, 0 where there is nothing
};

/// Finds a channel with the wrong sign: what is the same in both disappears when they are added.
class StereoPhase {
 public:
  StereoPhase(std::string_view detector, IncidentNumbers& numbers);
  void configure(const AudioConfig& config);
  void process(const Slice& slice, Events& out);
  void finish(std::string_view reason, Events& out);

 private:
  static constexpr std::size_t kSlices = 40;  ///< 400 ms

  void measure(const Slice& slice);

  AudioConfig config_;
  std::array<Together, kSlices> all_{}, low_{};  ///< of the last slices; the lower: of the bass
  std::size_t count_ = 0;
  IncidentTracker tracker_;
};

}  // namespace vqa
