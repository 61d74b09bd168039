// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "transport/packet.h"

namespace vqa {

/// Watches the continuity counters: four bits that count the packets of each PID with a payload.
class Continuity {
 public:
  struct Gap {
    bool found = false;
    int lost = 0;  ///< packets, at least: every sixteenth looks like the first
  };

  Continuity() : pids_(kPids) {}

  /// What is missing before this packet.
  Gap take(const Packet& packet);
  /// Counters may be anything from here on.
  void forget();

 private:
  struct Pid {
    std::uint64_t content = 0;
    std::int8_t counter = -1;  ///< of the last packet; -1: none yet
    bool counts = false;       ///< it moved before: some multiplexers let those of tables stand
    bool repeated = false;     ///< the last packet was there twice already
  };

  std::vector<Pid> pids_;
};

}  // namespace vqa
