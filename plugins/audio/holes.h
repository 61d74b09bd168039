// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "core/time.h"

namespace vqa {

/// A moment without sound in the middle of sound: cut off and back again as no instrument does it.
struct Hole {
  std::size_t length = 0;  ///< ms
  std::size_t since = 0;   ///< ms, since its end
  double depth = 0;        ///< dB below what is around it
  bool digital = false;    ///< nothing but one and the same value, cut off in the middle of sound
};

/// Looks for holes in the course of the energy of one channel, millisecond by millisecond.
class HoleFinder {
 public:
  /// The samples of the next millisecond. Returns the hole that is complete now, and over for long
  /// enough to know what follows it.
  std::optional<Hole> take(std::span<const float> samples, std::size_t longest);
  void reset() { *this = {}; }

 private:
  static constexpr std::size_t kKept = 2048;  ///< ms

  void watch_run(std::span<const float> samples);
  float at(std::size_t ago) const { return energy_[(count_ - 1 - ago) % kKept]; }
  double loudest(std::size_t newest, std::size_t oldest) const;
  double mean(std::size_t newest, std::size_t oldest) const;
  bool is_abrupt(std::size_t first, std::size_t last, double before, double after);
  std::optional<Hole> judge(std::size_t first, std::size_t last);

  std::array<float, kKept> energy_{};
  std::size_t count_ = 0;
  // The run of equal samples that goes on, and the last long one that ended.
  float value_ = 0, jump_in_ = 0;
  std::size_t run_ = 0, run_ended_ = 0;
  float jump_ = 0;        ///< the larger of those at its ends
  std::size_t told_ = 0;  ///< up to where holes were told of
  std::size_t soft_ = 0;  ///< where one with soft edges was, 0 if nowhere
};

}  // namespace vqa
