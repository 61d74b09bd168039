// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/upstream.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vqa::impair {
namespace {

constexpr int kSmallest = 32;  // pixels
constexpr std::array<const char*, 4> kSaid = {"codec", "bitrate", "gop", "scale"};

int scaled(int size, double scale) {
  return std::max(static_cast<int>(std::lround(size * scale / 2)) * 2, kSmallest);
}

Upstream upstream_of(const Defect& defect, const Format& format) {
  Upstream upstream = {format, {}};
  const double scale = defect.value("scale");
  upstream.format.width = scaled(format.width, scale);
  upstream.format.height = scaled(format.height, scale);
  Coding& coding = upstream.coding;
  coding.width = upstream.format.width;
  coding.height = upstream.format.height;
  coding.pixel_aspect = format.pixel_aspect;
  coding.rate = format.rate;
  coding.codec = defect.word("codec");
  coding.gop = static_cast<int>(defect.value("gop"));
  const auto bitrate = static_cast<int>(defect.value("bitrate"));
  coding.bitrate = bitrate > 0 ? bitrate : usual_bitrate(coding);
  return upstream;
}

bool same(const Defect& one, const Defect& two) {
  return std::all_of(kSaid.begin(), kSaid.end(),
                     [&](const char* name) { return one.value(name) == two.value(name); });
}

}  // namespace

Problem plan_upstream(Plan& plan) {
  const Defect* first = nullptr;
  for (const Defect& defect : plan.defects) {
    if (defect.kind->id != Kind::Id::corrupt) continue;
    if (first == nullptr) {
      first = &defect;
    } else if (!same(*first, defect)) {
      return describe(*first) + " and " + describe(defect) +
             " differ in codec, bitrate, gop or scale: all of the programme is coded once, so "
             "write the same for both";
    }
  }
  if (first != nullptr) plan.upstream = upstream_of(*first, plan.format);
  return std::nullopt;
}

}  // namespace vqa::impair
