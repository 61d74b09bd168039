// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "impair/programme.h"

namespace vqa::impair {

/// What is broken in a frame, as shares of the picture.
struct FrameDamage {
  std::int64_t time = 0;  ///< in ns, from the first frame on
  double damaged = 0;     ///< differs from what it should be
  double visible = 0;     ///< and shows that
};

/// Decodes a clip and its clean twin, and compares them frame by frame; `frame` is the time from
/// one to the next, in ns. Each is compared with those of the twin that are at most five frames
/// away, and what is nearest counts: a picture that is repeated or skipped is none with damage.
/// Frames with next to none are left out.
Problem find_damage(const std::string& clip, const std::string& twin, const std::string& codec,
                    std::int64_t frame, std::vector<FrameDamage>& found);

}  // namespace vqa::impair
