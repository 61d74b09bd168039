// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/block_map.h"
#include "core/time.h"
#include "freeze/history.h"

namespace vqa {

/// The scene that came to rest, and the rest: what changed from map to map of the history.
/// Places in it are indices of the history. Keeps its scratch memory.
class Scene {
 public:
  static constexpr std::size_t kFewest = 6;    ///< maps that say something about a scene
  static constexpr double kClearMotion = 2.6;  ///< luma steps a frame: no coding noise

  /// `rest` is the time of the anchor. False: the onset is not in the history.
  bool look(const History& history, Time rest, const BlockFlags& ignored);
  /// Was enough of the scene and of the rest seen?
  bool is_long_enough() const { return onset_ + 2 > begin_ + kFewest && end() >= onset_ + 3; }

  std::size_t begin() const { return begin_; }  ///< the first map since the last cut
  std::size_t onset() const { return onset_; }  ///< the last that moved
  std::size_t end() const { return history_->size(); }
  bool begins_with_cut() const { return begin_ > first_ + 1 && is_cut(begin_ - 1); }
  Time time(std::size_t index) const { return history_->time(index); }
  /// The first map that is not older than a time.
  std::size_t at(Time moment) const;
  /// So long before an index; since then in the scene, counted from the onset; or after the onset.
  std::size_t before(std::size_t index, Time by) const;
  std::size_t since(Time by) const { return std::max(begin_, before(onset_, by)); }
  std::size_t after(Time by) const { return at(time(onset_) + by) + 1; }

  /// Mean change of a block, in luma steps; more than a few of them are not more motion.
  double energy(std::size_t index) const { return static_cast<double>(energy_[index]); }
  // Of the maps with index from <= index < to.
  double mean_energy(std::size_t from, std::size_t to) const;
  /// The same of those blocks only that moved in the scene, on a scale of its own.
  double mean_motion(std::size_t from, std::size_t to) const;
  /// Quantile of the second largest change of a block.
  double change(std::size_t from, std::size_t to, double share);

  double breadth() const;  ///< share of the picture that moved in the scene

  /// Where nothing moved, but pixels kept changing, and how much of that does not any more.
  struct Noise {
    double before;  ///< share of the picture
    double gone;    ///< share of it
  };
  Noise noise();

  /// How different two maps are.
  double apart(std::size_t a, std::size_t b) const;
  /// A change as a multiple of the ones just before, and as a share of the way to pictures long
  /// before. There have to be three maps before it.
  double suddenness(std::size_t index) const;
  double newness(std::size_t index) const;
  /// Much of both, and more than motion that gets faster.
  bool is_cut(std::size_t index) const;

  std::span<const std::uint16_t> map(std::size_t index) const { return history_->map(index); }
  /// Those that are not ignored.
  const std::vector<std::uint32_t>& blocks() const { return blocks_; }

 private:
  void choose_blocks(const BlockFlags& ignored);
  void measure_changes();
  bool find_onset(Time rest);
  void find_begin();
  void find_moved();
  void count_active(std::size_t from, std::size_t to, std::vector<std::uint32_t>& out) const;
  double quantile(const std::vector<float>& of, std::size_t from, std::size_t to, double share);

  const History* history_ = nullptr;
  std::size_t first_ = 0;  ///< index of the earliest map that is looked at
  std::size_t begin_ = 0, onset_ = 0;
  double high_energy_ = 0;  ///< of the seconds before the onset

  std::vector<std::uint32_t> blocks_;
  std::vector<std::uint32_t> moved_;  ///< of these the ones that moved in the scene
  std::vector<float> second_;         ///< for each map: second largest change to the map before
  std::vector<float> energy_;
  std::vector<float> sorted_;
  std::vector<std::uint16_t> low_, high_;  ///< of each of the blocks
  std::vector<std::uint32_t> active_before_, active_after_;
};

}  // namespace vqa
