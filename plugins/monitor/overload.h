// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <string_view>

#include "core/event.h"
#include "core/incident.h"
#include "core/time.h"

namespace vqa {

/// Does the monitor keep up with its stream? Where it does not, pictures are left out until it
/// does, and then it is tried whether it can do with all of them.
class Overload {
 public:
  static constexpr Time kTooMuch = 1s;       ///< that waits to be decoded
  static constexpr Time kLittle = 300ms;     ///< it has caught up
  static constexpr Time kFirstRest = 2s;     ///< before all of them are tried again,
  static constexpr Time kLongestRest = 32s;  ///< twice as long each time that it failed
  static constexpr Time kProof = 5s;         ///< it can do with all

  Overload();
  /// `backlog`: what came and was not looked at yet, or for how long nobody had a turn to look.
  void judge(Time now, Time backlog, Events& out);
  void finish(std::string_view reason, Events& out);

  /// Are pictures to be left out?
  bool sheds() const { return state_ == State::sheds; }
  /// Does it fail to keep up, or is not yet known to keep up again?
  bool open() const { return state_ != State::keeps_up; }

 private:
  enum class State : std::uint8_t { keeps_up, sheds, tries };
  void step(Time now, Time backlog);

  IncidentNumbers numbers_;
  IncidentTracker tracker_;
  State state_ = State::keeps_up;
  Time since_{}, rest_ = kFirstRest;
};

}  // namespace vqa
