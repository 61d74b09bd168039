// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/arrangement.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "impair/programme.h"
#include "impair/sound_places.h"

namespace vqa::impair {
namespace {

using Id = Kind::Id;

// (In pictures, a defect is frames; sound knows no frames, but has to fit into the clip as well.)
void place(Defect& defect, double fps) {
  const double end = defect.start + defect.duration;
  defect.first = std::llround(defect.start * fps);
  defect.end = std::llround(end * fps);
  if (!defect.kind->heard()) return;
  constexpr double kRounding = 1e-6;
  defect.from = std::llround(defect.start * kSoundRate);
  defect.to = std::llround(end * kSoundRate);
  defect.end = static_cast<std::int64_t>(std::ceil(end * fps - kRounding));
}

std::optional<std::string> too_short(const Defect& defect, double fps) {
  if (defect.kind->heard()) {
    const std::int64_t piece = piece_of(defect);
    const std::string takes =
        "one alone takes " + number(1000.0 * static_cast<double>(piece) / kSoundRate) + " ms";
    if (defect.to - defect.from < std::max<std::int64_t>(piece, 1)) {
      return describe(defect) + " is too short: " + takes;
    }
    if (piece > 0 && defect.value("every") * kSoundRate < 2.0 * static_cast<double>(piece)) {
      return describe(defect) + ": every=" + number(defect.value("every")) +
             " leaves too little between them, for " + takes;
    }
    return std::nullopt;
  }
  if (defect.end < defect.first + 2) {
    return describe(defect) + " is shorter than two frames, at " + number(fps) + " frames/s";
  }
  if (defect.kind->id == Id::stutter && std::llround(defect.value("hold") * fps) < 2) {
    return describe(defect) + ": hold=" + number(defect.value("hold")) +
           " is shorter than two frames, at " + number(fps) + " frames/s";
  }
  return std::nullopt;
}

std::optional<std::string> overlap(const std::vector<Defect>& defects) {
  for (std::size_t i = 1; i < defects.size(); ++i) {
    const Defect &one = defects[i - 1], &next = defects[i];
    if (one.kind->heard() ? next.from >= one.to : next.first >= one.end) continue;
    return describe(one) + " and " + describe(next) + " overlap: put in one at a time";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> arrange(std::vector<Defect>& defects, double fps, std::int64_t frames) {
  for (Defect& defect : defects) {
    place(defect, fps);
    if (auto problem = too_short(defect, fps)) return problem;
    if (defect.end > frames) {
      return describe(defect) + " does not fit: the clip lasts " +
             number(static_cast<double>(frames) / fps) + " s (see --seconds)";
    }
  }
  std::stable_sort(defects.begin(), defects.end(),
                   [](const Defect& a, const Defect& b) { return a.start < b.start; });
  if (auto problem = overlap(those_of(defects, false))) return problem;
  return overlap(those_of(defects, true));
}

std::vector<Defect> those_of(const std::vector<Defect>& defects, bool sound) {
  std::vector<Defect> those;
  std::copy_if(defects.begin(), defects.end(), std::back_inserter(those),
               [sound](const Defect& defect) { return defect.kind->heard() == sound; });
  return those;
}

std::int64_t frames_for(const std::vector<Defect>& defects) {
  std::int64_t frames = 1;
  for (const Defect& defect : defects) frames = std::max(frames, defect.end);
  return frames;
}

const Defect* defect_at(const std::vector<Defect>& defects, std::int64_t frame) {
  for (const Defect& defect : defects) {
    if (frame >= defect.first && frame < defect.end) return &defect;
  }
  return nullptr;
}

}  // namespace vqa::impair
