// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "freeze/history.h"
#include "freeze/scene.h"

namespace vqa {

/// What the seconds around the moment where the picture came to rest say about the cause.
struct Evidence {
  enum class Says : std::uint8_t {
    too_early,     ///< not enough was seen before
    never_moved,   ///< a slate, a title, an empty room: nothing stopped
    goes_on,       ///< a small part of the motion is still there: somebody keeps still
    came_by_cut,   ///< the picture that stands is not one of those that moved
    came_by_fade,  ///< the motion was a dissolve into this picture, or it got darker or lighter
    came_to_rest,  ///< the motion ran out, as a camera does that stops
    stopped,       ///< everything stopped from one frame to the next
  };
  Says says = Says::too_early;
  Time onset{};             ///< of the last frame that moved
  double motion = 0;        ///< second largest change of a block per frame before, luma steps
  double motion_left = 0;   ///< the same afterwards, as a share of before
  double energy_left = 0;   ///< mean change of a block afterwards, as a share of before
  double breadth = 0;       ///< share of the picture that moved before
  bool noise_gone = false;  ///< what did not move had noise, and has none any more
};

/// For people: "never moved".
std::string_view to_string(Evidence::Says says);

/// Weighs what is in the history. Keeps its scratch memory.
class EvidenceScale {
 public:
  /// `rest` is the time of the anchor, `ignored` the blocks that are masked or live. A picture that
  /// stands whole may have moved little before; one with a live area must have moved widely,
  /// because a speaker in front of a wall looks just like a wall with a live overlay.
  Evidence weigh(const History& history, Time rest, const BlockFlags& ignored, bool whole);

 private:
  void measure(Evidence& found);
  bool stopped(const Evidence& found, bool whole) const;
  bool stopped_at_full_speed() const;
  bool came_by_cut() const;
  bool came_by_fade();
  bool got_darker_or_lighter() const;
  bool dissolved();
  bool came_to_rest(const Evidence& found);
  double edge() const;

  Scene scene_;
  std::vector<int> path_;  ///< of each block
};

}  // namespace vqa
