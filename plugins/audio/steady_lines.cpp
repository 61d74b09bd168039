// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/steady_lines.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace vqa {
namespace {

constexpr double kPerSecond = 4;  // moments
constexpr double kStep = 0.05;    // Hz
constexpr int kMostOff = 5;       // steps that the fundamental may be off: the mains keep to 0.2 Hz
constexpr int kNear = 7;          // steps: what is nearer belongs to the line
constexpr double kFaintest = 0.2;  // response that is made up for
constexpr double kNothing = 1e-14;
// How many times the power of all that is beside it: 10 dB. In 1.8 h of music and 0.1 h of speech
// the second best line reached 9 dB, above a drone.
constexpr double kStandsOut = 10;

// What is left of a tone that is off by so many Hz, by the Hann window of 1 s of a moment.
double response(double off) {
  if (std::abs(off) < 1e-6) return 1;
  if (std::abs(std::abs(off) - 1) < 1e-6) return 0.5;
  const double turn = std::numbers::pi * off;
  return std::abs(std::sin(turn) / (turn * (1 - off * off)));
}

}  // namespace

void SteadyLines::take(const Amplitudes& now) { last_[count_++ % kKept] = now; }

// Of one line, at each step on either side of where it should be.
SteadyLines::Powers SteadyLines::around(std::size_t line) const {
  static const std::array<double, kKept> kWindow = [] {
    std::array<double, kKept> window{};
    for (std::size_t i = 0; i < kKept; ++i) {
      const double turn = 2 * std::numbers::pi * (static_cast<double>(i) + 0.5) / kKept;
      window[i] = (1 - std::cos(turn)) / kKept;  // of a line: its peak
    }
    return window;
  }();
  Powers powers{};
  for (std::size_t step = 0; step < powers.size(); ++step) {
    const double off = (static_cast<double>(step) - kReach) * kStep;
    const auto turn = std::polar(1.0, -2 * std::numbers::pi * off / kPerSecond);
    std::complex<double> sum{}, at = 1;
    for (std::size_t i = 0; i < kKept; ++i, at *= turn)
      sum += at * (last_[(count_ + i) % kKept][line] * kWindow[i]);
    powers[step] = std::norm(sum) / std::pow(std::max(kFaintest, response(off)), 2);
  }
  return powers;
}

std::optional<double> SteadyLines::power() const {
  if (count_ < kKept) return std::nullopt;
  std::array<Powers, kLines> powers;
  for (std::size_t line = 0; line < kLines; ++line) powers[line] = around(line);
  for (int off = -kMostOff; off <= kMostOff; ++off) {
    std::array<double, kLines> above{};
    double sum = 0;
    for (std::size_t line = 0; line < kLines; ++line) {
      const int center = kReach + off * static_cast<int>(line + 1);
      double beside = kNothing;
      for (int step = 0; step < static_cast<int>(powers[line].size()); ++step)
        if (std::abs(step - center) >= kNear)
          beside = std::max(beside, powers[line][static_cast<std::size_t>(step)]);
      const double here = powers[line][static_cast<std::size_t>(center)];
      above[line] = here / beside;
      if (above[line] > 1) sum += here / 2;
    }
    std::nth_element(above.begin(), above.begin() + 1, above.end(), std::greater<>());
    if (above[1] >= kStandsOut) return sum;
  }
  return std::nullopt;
}

}  // namespace vqa
