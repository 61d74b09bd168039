// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "core/time.h"

namespace vqa {

/// How likely it is that pictures are damaged, by the evidence of the last three (Damage), and by
/// what is usual in this very stream: grain, sharp graphics or few bits make some look suspect all
/// the time, and damage stands out from that.
class Likelihood {
 public:
  void add(Time time, float evidence);
  void forget();

  /// The logarithm of the odds.
  double value() const;

 private:
  static constexpr std::size_t kSteady = 3;  ///< pictures whose evidence is taken together

  void learn(Time since);

  std::array<float, kSteady> evidence_{};  ///< in turn
  std::size_t pictures_ = 0;
  double own_ = 0;  ///< by the evidence alone, as if of any stream
  std::optional<double> usual_;
  Time last_{}, learned_{};
};

}  // namespace vqa
