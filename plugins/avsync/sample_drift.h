// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "avsync/side.h"

namespace vqa {

/// How fast the clock that the samples of the sound were taken with runs away from their stamps.
class SampleDrift {
 public:
  struct Rate {
    double ppm = 0;    ///< positive: who plays the samples at their nominal rate gets late
    double error = 0;  ///< ppm, standard error
    Time over{};       ///< what it was measured over
  };

  /// Sound comes. Returns whether there is something new to be known.
  bool take(const Stamp& stamp, std::uint64_t frames, int rate);
  std::optional<Rate> rate() const { return rate_; }
  /// How far it has run by now, in seconds; positive: late.
  double run() const { return run_; }
  void reset() { *this = {}; }

 private:
  struct Point {
    double time = 0, off = 0;  ///< s
  };
  void restart(const Stamp& stamp, int rate);
  void measure();

  int per_second_ = 0;
  std::optional<Time> base_;
  std::uint64_t frames_ = 0;  ///< since then
  Point sum_;
  int summed_ = 0;
  std::uint64_t in_point_ = 0;  ///< frames
  std::deque<Point> points_;
  std::optional<Rate> rate_;
  double run_ = 0;
  std::size_t made_ = 0;  ///< points, since there are enough
  std::vector<double> slopes_;
};

}  // namespace vqa
