// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/time.h"

namespace vqa {

/// Picture and sound are what an offset is between.
enum class Side : std::uint8_t { picture, sound };

constexpr Side other(Side side) { return side == Side::picture ? Side::sound : Side::picture; }
constexpr std::size_t index(Side side) { return static_cast<std::size_t>(side); }
constexpr const char* name_of(Side side) { return side == Side::picture ? "picture" : "sound"; }

/// What a buffer says about when it is to be seen or heard, in running time.
struct Stamp {
  std::optional<Time> time{};  ///< absent: nobody knows
  Time duration{};             ///< 0: nobody knows
  bool discont = false;        ///< the stream says that something is missing before it

  Time end() const { return time.value_or(Time::zero()) + duration; }
};

}  // namespace vqa
