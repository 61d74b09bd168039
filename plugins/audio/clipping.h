// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "audio/config.h"
#include "audio/slicer.h"
#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// Counts the samples of one channel that lie in flat tops: the same extreme value again and again.
class FlatTops {
 public:
  void take(std::span<const float> samples);
  /// Share of the last second.
  double share() const;
  float peak() const;

 private:
  static constexpr std::size_t kSlices = 100;
  struct Seen {
    float peak = 0;
    std::size_t flat = 0, frames = 0;
  };
  std::array<Seen, kSlices> last_{};
  std::size_t count_ = 0;
  float value_ = 0;
  std::size_t run_ = 0;
};

/// Finds sound that was cut off at the top, at full scale or made fainter later.
class Clipping {
 public:
  Clipping(std::string_view detector, IncidentNumbers& numbers);
  void configure(const AudioConfig& config);
  void process(const Slice& slice, Events& out);
  void finish(std::string_view reason, Events& out);

 private:
  AudioConfig config_;
  std::vector<FlatTops> channels_;
  IncidentTracker tracker_;
};

}  // namespace vqa
