// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "audio/ceiling.h"
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

/// Finds sound that was cut off at the top, at full scale or made fainter later, also behind a
/// lossy coder.
class Clipping {
 public:
  Clipping(std::string_view detector, IncidentNumbers& numbers);
  void configure(const AudioConfig& config);
  void process(const Slice& slice, Events& out);
  void finish(std::string_view reason, Events& out);

 private:
  struct Channel {
    FlatTops flat{};
    Ceiling ceiling{};
    Time began{};               ///< the second that is not complete yet
    Time complete{};            ///< the last one that is
    std::optional<Time> since;  ///< a ceiling was there in each complete second
    std::optional<Time> seen;   ///< it was there until then
  };
  struct Found {
    double share = 0, peak = 0;
    std::optional<Time> onset{};
    bool coded = false;
  };
  void look_for_ceiling(const Slice& slice, std::size_t channel);
  Found found() const;
  bool was_coded(Time now) const;

  AudioConfig config_;
  std::vector<Channel> channels_;
  IncidentTracker tracker_;
};

}  // namespace vqa
