// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vqa {

/// Looks for a level at which one channel was cut off before a lossy coder blurred it. Nothing is
/// flat any more then; but more samples are at that level than a little below, and what comes near
/// it comes fast and stays long.
class Ceiling {
 public:
  /// The samples of the next moment. Returns whether another second is complete.
  bool take(std::span<const float> samples, int rate);

  bool is_new() const { return second_.empty(); }  ///< a second begins

  /// Share of the last complete second at that level; 0 if there is none.
  double share() const { return share_; }
  /// Full scale is 1.
  double level() const { return level_; }

 private:
  struct Tops {
    std::size_t count = 0;
    double squareness =
        0;  ///< how much longer they stay up there than a round top would; 1: is one
  };
  void look();
  float exceeded_by(double share) const;
  Tops tops_above(float level) const;

  std::vector<float> second_;  ///< absolute values
  double share_ = 0, level_ = 0;
};

}  // namespace vqa
