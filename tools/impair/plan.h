// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "impair/clip_info.h"
#include "impair/clip_writer.h"
#include "impair/defect.h"
#include "impair/options.h"
#include "impair/programme.h"

namespace vqa::impair {

/// All that is to be known before the first frame is made.
struct Plan {
  Format format;  ///< of the pictures
  Coding coding;
  int pictures_per_frame = 1;
  std::int64_t frames = 0;
  bool ends_with_clip = false;  ///< the clip may turn out to be shorter than it says
  std::vector<Defect> defects;
};

/// Nothing, or what the user has to mend. `clip` is null for the built-in scene.
Problem make_plan(const Options& options, const ClipInfo* clip, Plan& plan);

}  // namespace vqa::impair
