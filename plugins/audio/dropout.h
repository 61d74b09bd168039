// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "audio/config.h"
#include "audio/holes.h"
#include "audio/repeats.h"
#include "audio/slicer.h"
#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// Finds moments in which sound is missing, or in which what was heard is heard again. Those that
/// follow each other are one incident.
class Dropout {
 public:
  Dropout(std::string_view detector, IncidentNumbers& numbers);
  void configure(const AudioConfig& config);
  void process(const Slice& slice, Events& out);
  void finish(std::string_view reason, Events& out);

 private:
  struct Lost {
    Time begin, length;
    std::string_view cause;
    bool digital;  ///< exactly nothing came
  };
  struct Channel {
    HoleFinder holes;
    RepeatFinder repeats;
  };

  void look_for_holes(const Slice& slice, std::size_t channel, Events& out);
  void look_for_repeats(const Slice& slice, std::size_t channel, Events& out);
  void tell(const Lost& lost, Time now, Events& out);

  AudioConfig config_;
  std::vector<Channel> channels_;
  Time last_end_{};  ///< of what was told of last
  int count_ = 0;    ///< in this incident
  IncidentTracker tracker_;
};

}  // namespace vqa
