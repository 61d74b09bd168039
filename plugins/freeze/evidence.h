// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "freeze/history.h"
#include "freeze/rest.h"

namespace vqa {

/// What the seconds around the moment where the picture came to rest say about the cause.
struct Evidence {
  enum class Says : std::uint8_t {
    too_early,     ///< not enough was seen before
    never_moved,   ///< a slate, a title, an empty room: nothing stopped
    goes_on,       ///< a small part of the motion is still there: somebody keeps still
    came_by_cut,   ///< the picture that stands is not one of those that moved
    came_by_fade,  ///< the motion was one picture dissolving into another
    came_to_rest,  ///< the motion ran out, as a camera does that stops
    stopped,       ///< everything stopped from one frame to the next
  };
  Says says = Says::too_early;
  Time onset{};            ///< of the last frame that moved
  double motion = 0;       ///< second largest change of a block per frame before, luma steps
  double motion_left = 0;  ///< the same afterwards, as a share of before
  double energy_left = 0;  ///< mean change of a block afterwards, as a share of before
  double breadth = 0;      ///< share of the picture that moved before
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
  // Steps of weighing, in this order. False: not enough was seen before.
  bool choose_blocks(const BlockFlags& ignored);
  bool find_onset(Time rest);
  bool find_scene();
  void measure_motion(Evidence& found);
  bool stopped(const Evidence& found, bool whole) const;
  bool came_by_cut() const;
  bool came_by_fade();
  bool came_to_rest(const Evidence& found) const;

  void measure_changes();
  /// Index of the first map that is not older than a time.
  std::size_t at(Time time) const;
  std::size_t before(std::size_t index, Time by) const;
  /// Of the scene that stopped, from so long before the onset.
  std::size_t since(Time by) const { return std::max(scene_, before(onset_, by)); }
  // Of the values with index from <= index < to.
  double quantile(const std::vector<float>& of, std::size_t from, std::size_t to, double share);
  double mean_energy(std::size_t from, std::size_t to) const;
  bool is_cut(std::size_t index) const;
  double edge() const;
  /// How different two maps are.
  double apart(std::size_t a, std::size_t b) const;

  const History* history_ = nullptr;
  std::size_t first_ = 0;   ///< index of the earliest map that is looked at
  std::size_t scene_ = 0;   ///< of the first one since which there was no cut
  std::size_t onset_ = 0;   ///< of the last one that moved
  double high_energy_ = 0;  ///< of a frame of the scene

  std::vector<std::uint32_t> seen_;  ///< blocks that are not ignored
  std::vector<float> second_;        ///< for each map: second largest change to the map before
  std::vector<float> energy_;        ///< mean of the change, large changes cut off
  std::vector<float> sorted_;
  std::vector<std::uint16_t> low_, high_;  ///< for each block that is seen
  std::vector<int> path_;
};

}  // namespace vqa
