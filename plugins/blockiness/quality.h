// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "blockiness/grid.h"
#include "blockiness/profile.h"
#include "core/event.h"
#include "core/view.h"

namespace vqa {

/// How much of the grid of its coder a picture shows, over the last two seconds. Each 0.64 s a
/// picture is looked at, by itself; after every second one, the grid is looked for in what those of
/// the last two seconds have in common.
class Quality {
 public:
  void set_mask(const Mask& mask) { reader_.set_mask(mask); }
  /// Says whether there is something new to say.
  bool look(const VideoFrame& frame);
  /// What comes next has nothing to do with what was.
  void forget();

  /// 0: no grid is seen, to 1: nothing else is. Ranks codings of the same material.
  double value() const { return value_; }
  /// That it ranks them: 0 where nothing can be known. A grid is a sure sign of too few bits, but
  /// that there is none is no sign of enough: loop filters take it away.
  double confidence() const { return confidence_; }
  /// Where the grid is, or why there is none.
  void describe(Details& details) const;

 private:
  static constexpr std::size_t kLooks = 4;
  struct Look {
    Time time{};
    Profiles profiles{};
  };

  void find(Time now);
  void judge();

  ProfileReader reader_;
  GridFinder finder_;
  std::array<Look, kLooks> looks_;
  std::size_t taken_ = 0;  ///< looks, in turn
  int width_ = 0, height_ = 0;
  Profiles sum_;  ///< of the looks
  std::vector<float> across_, down_;

  Grid grid_;
  double value_ = 0, confidence_ = 0;
  std::string_view reason_ = "nothing to be seen";
};

}  // namespace vqa
