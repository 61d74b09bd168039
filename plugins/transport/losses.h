// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/event.h"
#include "transport/tables.h"

namespace vqa {

/// What has got lost, and how one knows.
class Losses {
 public:
  /// A counter skipped this many packets of a PID. (None if a packet came once too often.)
  void gap(int pid, StreamKind kind, int lost);
  void damaged() { ++damaged_; }
  void out_of_sync(std::int64_t packets) { out_of_sync_ += packets; }

  /// Packets, at least. One that came damaged is missing in its counter as well, as a rule.
  std::int64_t lost() const;
  bool any() const { return gaps_ + damaged_ + out_of_sync_ > 0; }
  /// Is something hit, or may it be, that a viewer would notice?
  bool matters() const { return matters_ || damaged_ + out_of_sync_ > 0; }
  Details details() const;

 private:
  struct Pid {
    int pid = -1;
    StreamKind kind = StreamKind::unknown;
    std::int64_t lost = 0;
  };

  std::string cause() const;
  std::string pids() const;

  std::int64_t gaps_ = 0, missing_ = 0, damaged_ = 0, out_of_sync_ = 0;
  std::int64_t video_ = 0, audio_ = 0;
  bool matters_ = false;
  std::array<Pid, 8> pids_{};  ///< the first ones
};

}  // namespace vqa
