// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "impair/programme.h"

namespace vqa::impair {

/// What a clip says about itself.
struct ClipInfo {
  std::string uri;
  Format format;
  bool is_cut = false;  ///< an odd row or column of it is not in the format
  bool interlaced = false;
  bool has_picture = false, has_sound = false;
  double seconds = 0;  ///< 0 if unknown
};

/// Looks into a clip: a file or a URI.
Problem look_into(const std::string& clip, ClipInfo& info);

}  // namespace vqa::impair
