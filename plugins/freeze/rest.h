// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/block_map.h"
#include "core/time.h"

namespace vqa {

/// Follows how long the picture has looked like an anchor frame, but for a live area: blocks that
/// changed since. Coding noise has no mean inside a block, motion has. When the live area outgrows
/// what is allowed, the picture moves, and a new stretch of rest begins with this frame.
class Rest {
 public:
  /// What moves no longer than this after the anchor belongs to the motion before.
  static constexpr Time kComesToRest = 500ms;

  /// `live_share` of the blocks may live; never fewer than one, so that one may blink.
  explicit Rest(double live_share) : live_share_(live_share) {}

  void reset();
  /// `noise` is the change of a block, in luma steps and more than 0, that is not yet motion.
  void follow(Time now, const BlockValues& map, const BlockValues& previous,
              const BlockFlags& masked, float noise);

  bool begun() const { return begun_; }
  Time start() const { return start_; }   ///< time of the anchor
  int frames() const { return frames_; }  ///< since the anchor
  /// The blocks that changed since the anchor.
  const BlockFlags& live() const { return live_; }
  /// Flags of these the ones that went on changing, and counts them. What stopped at once came to
  /// rest with the others.
  std::size_t living(BlockFlags& out) const;
  /// Largest change since the anchor outside the live area; the largest of all when that grew
  /// too large.
  float change() const { return change_; }

 private:
  void begin(Time now, const BlockValues& map);
  const BlockFlags& left_out(const BlockFlags& masked);
  void see_living(Time now, const BlockValues& map, const BlockValues& previous, float noise);
  void let_live(Time now, float noise);
  float largest_below(float noise) const;
  bool popped(const BlockValues& map, const BlockFlags& masked, float noise) const;

  double live_share_;
  bool begun_ = false;
  Time start_{};
  Time anchored_{};  ///< the anchor is of this time: later than the start after a keyframe
  int frames_ = 0;
  int strays_ = 0;  ///< latest frames in a row that do not look like the anchor
  std::optional<Time> last_pop_;
  Time first_stray_{};
  std::size_t live_count_ = 0, allowed_ = 1;
  float change_ = 0;
  BlockFlags live_;
  std::vector<Time> lived_;  ///< when a live block changed last
  BlockValues anchor_, before_stray_, at_stray_;
  BlockValues changes_;  ///< since the anchor: scratch
  BlockFlags left_out_;  ///< masked, or live: scratch
};

}  // namespace vqa
