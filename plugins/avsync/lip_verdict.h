// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "avsync/lip_curve.h"

namespace vqa {

/// What one window says.
struct LipWindow {
  Time from{};
  std::uint32_t track = 0, speaker = 0;
  LipCurve curve;
};

/// What windows say together.
struct LipPeak {
  double offset = 0;   ///< ms
  double quality = 0;  ///< how far it stands out, in units of what chance makes
};
/// The highest place of the sum of their curves; nothing if that is at its end.
std::optional<LipPeak> peak_of(std::span<const LipWindow> windows);

enum class LipDoubt : std::uint8_t { none, too_short, faint, ambiguous };

struct LipVerdict {
  LipDoubt doubt = LipDoubt::too_short;
  LipPeak peak;             ///< where there is no doubt
  std::size_t windows = 0;  ///< that it is based on, the last ones
};
/// What can be said of the last windows: what stands out of as many of them as agree.
LipVerdict judge_lips(std::span<const LipWindow> windows);

}  // namespace vqa
