// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "core/event.h"

namespace vqa {

/// One thing to be told, ready to be sent.
struct Notice {
  using Json = std::shared_ptr<const std::string>;
  using WallClock = std::chrono::system_clock;
  using Clock = std::chrono::steady_clock;

  std::string id;                ///< the same with every try, so that receivers can drop repeats
  std::string incident;          ///< of one process; empty where it belongs to none
  Phase phase = Phase::sample;   ///< a sample may be dropped, whatever else it is
  Json json;                     ///< the CloudEvent
  std::string stream, detector;  ///< whom it is about, and by whom
  std::optional<Clock::time_point> defect;  ///< when what it tells of became visible
  bool folded = false;       ///< one of too many: people are told of the storm instead
  bool is_evidence = false;  ///< a picture, for those that store such
};

}  // namespace vqa
