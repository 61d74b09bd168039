// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/time.h"

namespace vqa {

/// What time it is in a transport stream: the time that the last buffer with one came with, plus
/// what has passed since by the programme's clock (PCR). So live streams, where every buffer has
/// its time, go by that; files by the clock alone; and HLS, where each piece has one, by both.
class StreamClock {
 public:
  struct Step {
    bool jumped_back = false;
    Time idle{};  ///< since the last packet: nothing came
  };

  /// A buffer comes.
  Step stamp(std::optional<Time> time);
  /// A packet brings the clock of its programme, in ticks of 27 MHz. `anew`: it says that this has
  /// nothing to do with what was.
  void tick(int pid, std::int64_t ticks, bool anew);

  /// Nothing as long as neither came.
  std::optional<Time> now() const { return now_; }
  /// The last buffer with a time is long ago: it told where a piece began, not when data came.
  bool in_piece() const;
  bool stamped() const { return stamped_; }

  /// The clock may show anything from here on; time goes on.
  void forget_ticks() { ticks_.reset(); }

 private:
  std::optional<Time> now_;
  Time base_{};              ///< what `passed_` is counted from
  std::int64_t passed_ = 0;  ///< ticks
  std::optional<std::int64_t> ticks_;
  int pid_ = -1;
  int others_ = 0;  ///< ticks of other programmes since the last one of this
  bool stamped_ = false, stamped_ever_ = false;
};

}  // namespace vqa
