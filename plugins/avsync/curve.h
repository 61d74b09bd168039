// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace vqa {

/// How well a row of numbers, `width` of them for each moment, is found in a longer one, for each
/// moment at which it could begin there: from -1 to 1.
std::vector<float> correlate(std::span<const float> window, std::span<const float> longer,
                             std::size_t width);

struct Peak {
  double at = 0;  ///< in moments, and parts of them
  double height = 0;
  double margin = 0;  ///< above the second highest place
};
/// The highest place of a curve; what is nearer to it than `apart` belongs to it. Nothing if that
/// is where the curve ends, for what it leads to is out of sight.
std::optional<Peak> peak_of(std::span<const float> curve, std::size_t apart);

}  // namespace vqa
