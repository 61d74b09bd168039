// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "impair/defect.h"

namespace vqa::impair {

/// Finds the place of each, and sorts them. Nothing, or what is wrong with them as a whole: two at
/// a time in the picture or in the sound, one too short, or one that does not fit into a clip of so
/// many frames.
std::optional<std::string> arrange(std::vector<Defect>& defects, double fps, std::int64_t frames);

/// Those of the sound, or those of the picture.
std::vector<Defect> those_of(const std::vector<Defect>& defects, bool sound);

/// How many frames a clip needs so that they fit into it.
std::int64_t frames_for(const std::vector<Defect>& defects);

/// The defect that is on in a frame, or null.
const Defect* defect_at(const std::vector<Defect>& defects, std::int64_t frame);

}  // namespace vqa::impair
