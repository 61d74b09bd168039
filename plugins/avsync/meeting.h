// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <optional>

#include "avsync/side.h"

namespace vqa {

/// How far picture and sound have come, and up to when both are known.
class Meeting {
 public:
  /// This side has come until `end`, which began at `time`.
  void come(Side side, Time time, Time end);
  void set_live(bool live) { live_ = live; }
  /// Nothing more comes from it.
  void leave(Side side) { sides_[index(side)].left = true; }
  /// What comes next has nothing to do with what was.
  void begin_anew(Side side) { sides_[index(side)] = {}; }

  /// Up to when both are known. A side that does not come is not waited for beyond some time, which
  /// is short in live streams. In files one may be far ahead.
  std::optional<Time> reached() const;
  bool here(Side side) const { return sides_[index(side)].end.has_value(); }
  bool left(Side side) const { return sides_[index(side)].left; }
  std::optional<Time> end(Side side) const { return sides_[index(side)].end; }
  /// For how long the other side has gone on without this one, beyond what is usual between them.
  Time missing(Side side) const;

 private:
  struct Progress {
    std::optional<Time> end;
    bool left = false;
    Time alone{};   ///< since the other side came last
    Time usual{};   ///< the longest that the other one was alone, of late
    Time lasted{};  ///< all of it
  };
  Time patience() const;

  std::array<Progress, 2> sides_;
  bool live_ = false;
};

}  // namespace vqa
