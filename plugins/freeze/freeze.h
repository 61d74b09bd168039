// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/block_map.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/mask.h"
#include "core/view.h"

namespace vqa {

struct FreezeConfig {
  Time min_duration = 2s;       ///< frozen for this long is a warning
  Time critical_duration = 5s;  ///< frozen for this long is critical
  Time clear_duration = 1s;     ///< motion for this long ends the freeze
  double noise = 3.0;           ///< change of a block, in luma steps, that is not yet motion
};

/// Second largest absolute difference of two block maps, leaving out masked blocks; the largest
/// if there is only one block. One block alone may blink; two that move together are motion.
float second_largest_change(const BlockValues& a, const BlockValues& b,
                            const std::vector<std::uint8_t>& masked);

/// Standard deviation of the blocks that are not masked: how much there is to see in the picture.
float structure(const BlockValues& map, const std::vector<std::uint8_t>& masked);

/// Finds pictures that stopped moving. Each frame's block means are held against those of an
/// anchor frame: coding noise has no mean inside a block, motion has. While the change stays
/// under `noise` the picture is still; up to two frames of keyframe pop are bridged.
///
/// Only a picture that was moving right before can freeze. One that never moved may well be
/// meant to stand still, and a flat one has nothing that could move: neither is called frozen.
class Freeze {
 public:
  using Config = FreezeConfig;
  static constexpr std::string_view kDetector = "freeze";

  Freeze() { configure(Config{}); }
  void configure(const Config& config);
  void set_mask(const Mask& mask);

  void process(const VideoFrame& frame, Events& out);
  /// Appends the current measurement as a `sample` event.
  void sample(Events& out) const;
  /// Nothing more comes, or what comes next has nothing to do with what was.
  void finish(std::string_view reason, Events& out);

 private:
  /// A stretch of frames that all look like the anchor.
  struct Run {
    Time start{};    ///< time of the anchor, the last frame that moved
    int frames = 0;  ///< since the anchor
    int strays = 0;  ///< latest frames in a row that do not look like it
    Time first_stray{};
  };
  enum class Sight : std::uint8_t { nothing_yet, masked, flat, clear };

  Sight look(const VideoFrame& frame);
  void follow(Time now);
  void restart(Time now);
  bool was_moving() const;

  Config config_;
  Mask mask_;
  std::vector<std::uint8_t> masked_;  ///< one flag a block
  BlockMapper mapper_;
  BlockGrid grid_;
  BlockValues current_, anchor_;

  IncidentNumbers numbers_;
  IncidentTracker tracker_{kDetector, "freeze", "level", numbers_};

  Sight sight_ = Sight::nothing_yet;
  Time now_{};
  float change_ = 0;
  std::optional<Run> run_;
  std::optional<Time> previous_run_;  ///< how long the run before this one lasted
};

}  // namespace vqa
