// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "core/time.h"

namespace vqa {

/// Finds moments in which the picture, or a quarter of it, lights up and is dark again soon.
class Flashes {
 public:
  static constexpr std::size_t kRegions = 5;  ///< all of it, and its quarters
  using Lumas = std::array<float, kRegions>;  ///< mean luma, in steps of 255

  /// When the flash began that is over with this picture, if one is.
  std::optional<Time> take(Time time, const Lumas& lumas);
  void reset() { *this = {}; }

 private:
  static constexpr std::size_t kBefore = 25;  ///< pictures

  /// How much brighter than before a region is: from 1 on it has lit up.
  double excess(const Lumas& lumas) const;

  std::array<std::array<float, kBefore>, kRegions> before_{};
  std::size_t count_ = 0;
  std::optional<Time> lit_since_;
};

}  // namespace vqa
