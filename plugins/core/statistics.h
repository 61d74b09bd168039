// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace vqa {

/// The two largest of what it takes. One block alone may blink; two that change together moved.
template <class Value>
struct TwoLargest {
  Value first{}, second{};

  void take(Value value) {
    second = std::max(second, std::min(first, value));
    first = std::max(first, value);
  }
};

/// The value below which `share` of the values lie. Reorders them; there has to be one.
template <class Value>
Value quantile(std::vector<Value>& values, double share) {
  const auto nth = values.begin() + std::lround(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

}  // namespace vqa
