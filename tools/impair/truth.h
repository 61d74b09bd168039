// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "impair/clip_writer.h"
#include "impair/damage.h"
#include "impair/defect.h"
#include "impair/sound_impairer.h"

namespace vqa::impair {

/// What a clip is, and how it was made.
struct Origin {
  std::string clip, source, command;
  std::uint64_t seed = 1;
  Coding coding;
  std::int64_t frames = 0;
};

/// What the defects did to the clip.
struct Outcome {
  std::vector<FrameDamage> frames;  ///< by packets that got lost, or what was drawn over
  std::vector<int> gaps;            ///< in the counters of packets, for each defect
  std::vector<Heard> heard;         ///< of the sound, for each defect
};

/// What the clip holds, as JSON: where it is from, and for each defect its kind, its true start and
/// duration in ns, whether it is one at all, and what should be reported.
std::string truth_json(const Origin& origin, const std::vector<Defect>& defects,
                       const Outcome& outcome);

}  // namespace vqa::impair
