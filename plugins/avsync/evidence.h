// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/time.h"

namespace vqa {

/// What tells how picture and sound belong together, in the order in which it is believed.
enum class Source : std::uint8_t { markers, reference };
inline constexpr std::size_t kSources = 2;

constexpr std::size_t index(Source source) { return static_cast<std::size_t>(source); }
constexpr const char* name_of(Source source) {
  return source == Source::markers ? "markers" : "reference";
}

/// What one source says of one stretch of time. Positive: the sound is late.
struct Estimate {
  Time from{}, to{};
  double offset = 0;      ///< ms
  double error = 0;       ///< ms: it is hardly ever off by more
  double confidence = 0;  ///< 0..1
};

}  // namespace vqa
