// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/time.h"

namespace vqa {

/// Watches the clocks of programmes (PCR): whether they come often enough, go on as they should,
/// and stand at the right place among the packets.
class ProgrammeClocks {
 public:
  struct Limits {
    Time interval = 100ms, jitter = 1ms;  ///< 0: any will do
  };
  enum class Fault : std::uint8_t { none, interval, jump, jitter };
  struct Finding {
    Fault fault = Fault::none;
    int pid = -1;
    Time value{};  ///< the interval; how far it jumped; by how much it is off
  };

  /// Where a clock stands: how many packets came before, and how many of these were null.
  struct Place {
    std::int64_t packets = 0, nulls = 0;
  };
  /// A clock of 27 MHz comes. `anew`: it says that it has nothing to do with what was. What is
  /// found is told once.
  Finding take(int pid, std::int64_t ticks, bool anew, Place place, const Limits& limits);
  /// Packets are missing, or what comes has nothing to do with what was: intervals begin anew.
  void forget();

  /// The last one of that PID.
  std::optional<std::int64_t> last(int pid) const;

  /// What was seen since the last call.
  struct Measured {
    Time longest{};              ///< interval
    std::optional<Time> jitter;  ///< the largest; only of streams at a constant rate
    double bits_per_second = 0;  ///< 0: unknown
  };
  Measured take_measured();

 private:
  static constexpr std::size_t kIntervals = 32;  ///< that tell whether a rate is constant
  struct Clock {
    int pid = -1;
    std::optional<std::int64_t> ticks;
    std::int64_t packets = 0;
    std::array<std::int64_t, kIntervals> nulls{};
    std::array<double, kIntervals> rates{};  ///< packets per tick
    std::size_t seen = 0;
    std::optional<double> rate;  ///< where it is constant
  };

  Clock& clock_of(int pid);
  static std::optional<double> constant_rate(const Clock& clock, std::int64_t nulls);

  std::vector<Clock> clocks_;
  Measured measured_;
  std::int64_t ticks_ = 0, packets_ = 0;  ///< of the first clock
};

}  // namespace vqa
