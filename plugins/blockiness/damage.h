// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "blockiness/cells.h"
#include "blockiness/network.h"
#include "blockiness/signs.h"
#include "blockiness/voids.h"
#include "core/block_box.h"
#include "core/masked_grid.h"

namespace vqa {

/// What one picture shows of damage.
struct Damage {
  float evidence = 0;  ///< that it is damaged at all; comparable between pictures and streams
  double area = 0;     ///< share of the picture whose cells rather are
  BlockBox box{};      ///< around the torn ones of those
};

/// Looks for damaged blocks in picture after picture, by pixels alone.
class DamageFinder {
 public:
  void set_mask(const Mask& mask) { cells_.set_mask(mask); }
  /// Nothing while there are too few pictures to know anything, or none of it is to be seen.
  bool look(const VideoFrame& frame, Damage& damage);
  /// What comes next has nothing to do with what was. (All else follows from that.)
  void forget() { reader_.forget(); }

  const MaskedGrid& cells() const { return cells_; }
  /// Of the last picture: shares of torn cells, of 16 columns and 9 rows, as digits of 0 to 9.
  std::string coarse_map() const;

 private:
  static constexpr std::size_t kBins = 512;
  /// The largest cells count most, and there are many cells: so they are counted, not sorted.
  class Tally {
   public:
    Tally(float low, float high) : low_(low), width_((high - low) / kBins) {}
    void clear() { counts_.fill(0); }
    void add(float value);
    /// Mean of so many that are the largest.
    float mean_of_largest(std::size_t many) const;
    template <class Function>
    double mean(Function function, std::size_t many) const;

   private:
    float centre(std::size_t bin) const { return low_ + (static_cast<float>(bin) + 0.5F) * width_; }
    float low_, width_;
    std::array<std::uint32_t, kBins> counts_{};
  };

  float weigh();
  bool is_suspect(std::size_t cell) const;
  bool is_torn(std::size_t cell) const;

  MaskedGrid cells_;
  CellReader reader_;
  CellMaps maps_;
  SignReader sign_reader_;
  Signs signs_;
  BlockValues suspicion_;
  VoidFinder voids_;
  Tally suspicions_{-10, 4}, steps_{0, 512};
  int pictures_ = 0;  ///< seen, up to a few
};

}  // namespace vqa
