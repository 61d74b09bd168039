// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "impair/defect.h"

namespace vqa::impair {

/// A piece of the sound, from this sample up to, but not including, that one.
struct Place {
  std::int64_t from = 0, to = 0;
};

/// Samples of one such piece; 0 for a defect that does not come in pieces.
std::int64_t piece_of(const Defect& defect);
/// What of the sound a defect hits. The same seed makes the same places.
std::vector<Place> places_of(const Defect& defect, std::uint64_t seed);

}  // namespace vqa::impair
