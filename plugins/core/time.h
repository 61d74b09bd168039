// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>

namespace vqa {

/// A point or a span in running time. Core code never reads a clock and never sees a segment:
/// running time is monotonic, unaffected by seeks, and comparable between picture and sound.
using Time = std::chrono::nanoseconds;

inline constexpr Time kNever = Time::max();

using namespace std::chrono_literals;

}  // namespace vqa
