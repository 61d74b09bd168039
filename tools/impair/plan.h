// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "impair/clip_info.h"
#include "impair/clip_writer.h"
#include "impair/defect.h"
#include "impair/options.h"
#include "impair/programme.h"

namespace vqa::impair {

/// How the programme was coded before it came here.
struct Upstream {
  Format format;
  Coding coding;
};

/// All that is to be known before the first frame is made.
struct Plan {
  Format format;  ///< of the pictures
  Coding coding;
  int pictures_per_frame = 1;
  std::int64_t frames = 0;
  bool ends_with_clip = false;  ///< the clip may turn out to be shorter than it says
  std::vector<Defect> defects;
  std::optional<Upstream> upstream;  ///< none if nothing got lost there
};

/// In kbit/s: enough for a picture without much to be seen of it.
int usual_bitrate(const Coding& coding);

/// Nothing, or what the user has to mend. `clip` is null for the built-in scene.
Problem make_plan(const Options& options, const ClipInfo* clip, Plan& plan);

}  // namespace vqa::impair
