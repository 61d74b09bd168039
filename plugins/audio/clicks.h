// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

#include "audio/config.h"
#include "audio/slicer.h"
#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// What of a slice cannot be predicted from the sound just before it, by linear prediction.
class Surprise {
 public:
  static constexpr std::size_t kOrder = 12;

  struct Found {
    float largest = 0, second = 0;  ///< the second is more than a millisecond away
    float energy = 0;               ///< of the slice
    std::size_t place = 0;          ///< sample of the largest
  };
  Found take(std::span<const float> samples);

 private:
  void learn();

  std::array<float, kOrder> weights_{};  ///< learned from the slice before
  std::vector<float> joined_;            ///< the slice before, and the slice
  std::vector<float> window_, weighed_;
  std::vector<float> rest_;
};

/// Finds clicks: single moments that have nothing to do with the sound around them.
class Clicks {
 public:
  Clicks(std::string_view detector, IncidentNumbers& numbers);
  void configure(const AudioConfig& config);
  void process(const Slice& slice, Events& out);
  void finish(std::string_view reason, Events& out);

 private:
  static constexpr std::size_t kSlices = 5;
  struct Channel {
    Surprise surprise{};
    std::array<Surprise::Found, kSlices> last{};
  };
  bool is_click(const Channel& channel) const;

  AudioConfig config_;
  std::vector<Channel> channels_;
  std::size_t count_ = 0;
  std::deque<Time> clicks_;  ///< of the last seconds
  IncidentTracker tracker_;
};

}  // namespace vqa
