// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/time.h"

namespace vqa {

/// What tells how picture and sound belong together, in the order in which it is believed.
enum class Source : std::uint8_t { markers, reference, speech };
inline constexpr std::array kAllSources = {Source::markers, Source::reference, Source::speech};

constexpr std::size_t index(Source source) { return static_cast<std::size_t>(source); }
constexpr const char* name_of(Source source) {
  switch (source) {
    case Source::markers:
      return "markers";
    case Source::reference:
      return "reference";
    case Source::speech:
      return "speech";
  }
  return "";
}

/// What one source says of one stretch of time. Positive: the sound is late.
struct Estimate {
  Time from{}, to{};
  double offset = 0;      ///< ms
  double error = 0;       ///< ms: it is hardly ever off by more
  double confidence = 0;  ///< 0..1
  bool agreed = false;    ///< two moments within it say the same already
};

}  // namespace vqa
