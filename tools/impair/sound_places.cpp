// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_places.h"

#include <algorithm>
#include <cmath>

#include "impair/noise.h"
#include "impair/programme.h"

namespace vqa::impair {

std::int64_t piece_of(const Defect& defect) {
  switch (defect.kind->id) {
    case Kind::Id::dropout:
      return std::max(std::llround(defect.value("length") * kSoundRate / 1000), 1LL);
    case Kind::Id::repeat:
      return std::llround(defect.value("frame") * defect.value("times"));
    case Kind::Id::click:
      return std::llround(defect.value("width"));
    default:
      return 0;
  }
}

std::vector<Place> places_of(const Defect& defect, std::uint64_t seed) {
  const std::int64_t piece = piece_of(defect);
  if (piece == 0) return {{defect.from, defect.to}};
  // Each defect has its own row of random numbers, whatever else is in the clip.
  Random random(seed ^ static_cast<std::uint64_t>(defect.from) << 32);
  const std::int64_t every = std::llround(defect.value("every") * kSoundRate);
  std::vector<Place> places;
  for (std::int64_t at = defect.from; at + piece <= defect.to; at += every) {
    // In the first half of what room there is, so that they never touch.
    const std::int64_t room = (std::min(every, defect.to - at) - piece) / 2;
    const auto late = static_cast<std::int64_t>(random.share() * static_cast<double>(room + 1));
    places.push_back({at + late, at + late + piece});
  }
  return places;
}

}  // namespace vqa::impair
