// SPDX-License-Identifier: LGPL-2.1-or-later
#include <algorithm>
#include <cmath>

#include "impair/defect.h"
#include "impair/sound_offset.h"

namespace vqa::impair {

// The tables of docs/impair.md and of --help.
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = [] {
    std::vector<Kind> kinds;
    for (const auto& part : {picture_defects(), sound_defects(), picture_baits(), sound_baits()}) {
      kinds.insert(kinds.end(), part.begin(), part.end());
    }
    return kinds;
  }();
  return all;
}

const char* Defect::report() const {
  switch (kind->id) {
    case Kind::Id::freeze:
    case Kind::Id::overlay:
      return "freeze/freeze";
    case Kind::Id::stutter:
      return value("hold") >= 0.2 ? "freeze/stutter" : nullptr;
    case Kind::Id::drop:  // no picture stays long enough to be a hold; a gap is for those to find
      return nullptr;     // who watch the stream arrive
    case Kind::Id::black:
      return "black/black";
    case Kind::Id::solid:
      return "black/solid";
    case Kind::Id::bars:
      return "black/bars";
    case Kind::Id::loss:
    case Kind::Id::corrupt:
    case Kind::Id::fill:
      return "blockiness/corruption";
    case Kind::Id::slate:
      return value("clock") > 0 ? nullptr : "freeze/still";
    case Kind::Id::still:
      return "freeze/still";
    case Kind::Id::region:
    case Kind::Id::pan:
    case Kind::Id::zoom:
    case Kind::Id::fade:
    case Kind::Id::dim:
    case Kind::Id::mosaic:
    case Kind::Id::grid:
    case Kind::Id::flash:
    case Kind::Id::cuts:
      return nullptr;
    case Kind::Id::mute:
      return "audio/silence";
    case Kind::Id::dropout:
    case Kind::Id::repeat:
      return "audio/dropout";
    case Kind::Id::click:
      return "audio/click";
    case Kind::Id::clipping:
      return "audio/clipping";
    case Kind::Id::hum:
      return "audio/hum";
    case Kind::Id::invert:
      return "audio/phase";
    case Kind::Id::gain:  // by less, nobody minds
      return std::abs(value("db")) >= 10 ? "audio/loudness" : nullptr;
    case Kind::Id::av_offset: {  // the limits of ITU-R BT.1359-1
      const double first = offset_of(*this, 0), last = offset_of(*this, duration);
      return std::max(first, last) >= 125 || std::min(first, last) <= -45 ? "avsync/offset"
                                                                          : nullptr;
    }
    case Kind::Id::restamp:
      return std::abs(value("ms")) >= 20 ? "avsync/gap" : nullptr;
    case Kind::Id::hush:
    case Kind::Id::fadeout:
    case Kind::Id::staccato:
    case Kind::Id::applause:
    case Kind::Id::drums:
    case Kind::Id::bass:
    case Kind::Id::mono:
    case Kind::Id::loud:
      return nullptr;
  }
  return nullptr;
}

bool Defect::breaks() const {
  return kind->id == Kind::Id::loss || kind->id == Kind::Id::corrupt || kind->id == Kind::Id::fill;
}

}  // namespace vqa::impair
