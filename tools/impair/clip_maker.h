// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "impair/clip_writer.h"
#include "impair/defect.h"
#include "impair/programme.h"
#include "impair/progress.h"
#include "impair/sound_impairer.h"

namespace vqa::impair {

/// What a clip is made of.
struct Recipe {
  const Material& material;
  Coding coding;
  std::vector<Defect> defects;
  int pictures_per_frame = 1;
  double noise = 0;
  std::uint64_t seed = 1;
  std::int64_t frames = 0;
  std::int64_t needed = 1;      ///< fewer than these will not do
  bool ends_with_clip = false;  ///< there are fewer frames if the material has no more
  std::int64_t tail = 0;        ///< so many more are made, and not counted
};

/// What became of it.
struct Made {
  std::int64_t frames = 0;
  std::vector<Heard> heard;  ///< for each defect
};

/// Makes a clip.
Problem make_clip(const Recipe& recipe, const std::string& output, Progress& progress, Made& made);

}  // namespace vqa::impair
