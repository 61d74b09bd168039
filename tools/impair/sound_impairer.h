// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "impair/defect.h"
#include "impair/programme.h"
#include "impair/sound_effect.h"
#include "impair/sound_level.h"
#include "impair/sound_places.h"

namespace vqa::impair {

/// What a defect met with, and what came of it.
struct Heard {
  std::vector<Place> places;
  std::vector<double> levels;  ///< in dBFS, of what was in each place before
  double level = kSilence;     ///< of all of them
  double clipped = 0;          ///< share of samples that are cut off at full scale
  double correlation = 0;      ///< of the channels afterwards; 0 if one is silent
};

/// Puts defects into the sound of a programme, piece by piece.
class SoundImpairer {
 public:
  /// Those of the picture are left to others.
  SoundImpairer(const std::vector<Defect>& defects, std::uint64_t seed);

  /// Turns the next sound of the programme into what the clip says.
  void apply(Sound& sound);
  /// One for each defect, in their order; for those of the picture, nothing is in it.
  std::vector<Heard> heard() const;

 private:
  struct Power {
    double before = 0, left = 0, right = 0, both = 0;
    std::int64_t values = 0, clipped = 0;
  };
  struct Job {
    std::array<bool, 2> hit = {true, true};
    double full = std::numeric_limits<double>::infinity();  ///< where it is cut off
    std::vector<Place> places;
    std::unique_ptr<SoundEffect> effect;
    std::vector<Power> powers;  ///< one for each place
    std::size_t current = 0;
  };
  void apply(Job& job, Moment& now);

  std::vector<Job> jobs_;
  std::int64_t position_ = 0;
};

}  // namespace vqa::impair
