// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>

#include "core/cloud_event.h"

namespace vqa {

inline Now read_clocks() {
  return {Now::WallClock::now(), std::chrono::steady_clock::now().time_since_epoch()};
}

}  // namespace vqa
