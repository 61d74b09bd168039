// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <optional>

namespace vqa {

/// Looks at lines that should be multiples of one frequency over so long a time that little is as
/// narrow as they are: not a voice, no bass, and no note that is next to them.
class SteadyLines {
 public:
  static constexpr std::size_t kLines = 5;
  static constexpr std::size_t kKept = 40;  ///< moments: 10 s
  using Amplitudes = std::array<std::complex<double>, kLines>;

  /// The amplitude of each line in the next moment, turned back to where it would be if the
  /// frequency were exact.
  void take(const Amplitudes& now);
  void clear() { count_ = 0; }

  /// Of the lines, if at least two of them stand out of all that is next to them, at multiples of
  /// one frequency. (Full scale of a sine: 0.5.) Nothing as well if it is too early.
  std::optional<double> power() const;

 private:
  static constexpr int kReach = 32;  ///< steps on either side: 1.6 Hz
  using Powers = std::array<double, 2 * kReach + 1>;

  Powers around(std::size_t line) const;

  std::array<Amplitudes, kKept> last_{};
  std::size_t count_ = 0;
};

}  // namespace vqa
