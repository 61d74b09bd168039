// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_truth.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace vqa::impair {
namespace {

using Json = nlohmann::ordered_json;
using Id = Kind::Id;

std::int64_t ns(std::int64_t samples) { return samples * 1'000'000'000 / kSoundRate; }

Json span(const Place& place) {
  return {{"start", ns(place.from)}, {"duration", ns(place.to) - ns(place.from)}};
}

double rounded(double value, double digits) { return std::round(value * digits) / digits; }

// Is there anything to be heard of it?
bool shows(const Defect& defect, const Heard& heard) {
  constexpr double kSoft = -60;        // dBFS: what is missing there was hardly anything
  constexpr double kClipped = 0.0001;  // of all samples: a peak now and then
  switch (defect.kind->id) {
    case Id::dropout:
    case Id::repeat:
      return std::any_of(heard.levels.begin(), heard.levels.end(),
                         [](double level) { return level >= kSoft; });
    case Id::gain:
      return heard.level >= kSoft;
    case Id::clipping:
      return heard.clipped >= kClipped;
    case Id::invert:  // where both channels had nothing in common, nothing cancels out
      return heard.correlation < 0;
    default:
      return true;
  }
}

Json pieces(const Heard& heard) {
  Json list = Json::array();
  for (std::size_t i = 0; i < heard.places.size(); ++i) {
    Json piece = span(heard.places[i]);
    piece["level"] = rounded(heard.levels[i], 10);
    list.push_back(piece);
  }
  return list;
}

}  // namespace

void tell_of_sound(const Defect& defect, const Heard& heard, Json& json) {
  const Place all = {heard.places.front().from, heard.places.back().to};
  json.update(span(all));
  if (!shows(defect, heard)) json["report"] = nullptr;
  json["level"] = rounded(heard.level, 10);
  if (defect.kind->id == Id::clipping) json["clipped"] = rounded(heard.clipped, 1e5);
  if (defect.kind->id == Id::invert) json["correlation"] = rounded(heard.correlation, 1000);
  if (piece_of(defect) > 0) {
    json["pieces"] = pieces(heard);
    json["planned"] = span({defect.from, defect.to});
    json["also"] = Json::array();
  }
  // A channel that is dead can be said to be silent, or to be lost.
  if (defect.kind->id == Id::mute && defect.word("channel") != std::string_view("all")) {
    json["also"] = {"audio/phase"};
  }
}

}  // namespace vqa::impair
