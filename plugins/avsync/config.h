// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "core/time.h"

namespace vqa {

/// The limits are those of ITU-R BT.1359-1: from the first two on an offset is noticed, from the
/// others on it is not accepted.
struct AvSyncConfig {
  Time early_limit = 45ms;  ///< sound this early is a warning
  Time late_limit = 125ms;  ///< sound this late is a warning
  Time early_critical = 90ms;
  Time late_critical = 185ms;
  Time clear_duration = 5s;  ///< within the limits, or without a gap, for this long ends it
  Time min_gap = 20ms;       ///< stamps that jump by less are jitter
  Time critical_gap = 1s;
  double drift_limit = 50;  ///< ppm of the clock of the sound
  Time stop_duration = 1s;  ///< one side is missing for this long while the other goes on
  Time critical_stop = 5s;
  bool speech = true;  ///< look at faces, and listen to what they say
};

}  // namespace vqa
