// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace vqa {

enum class Reach : std::uint8_t { there, refused, not_reachable };

/// Does anybody answer at this TCP port? Sources of streams tell that each in its own words, in the
/// language of the user, or not at all; so it is tried. Takes no longer than the patience (but for
/// the look-up of the name).
Reach knock_at(const std::string& host, std::uint16_t port, std::chrono::milliseconds patience);

}  // namespace vqa
