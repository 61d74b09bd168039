// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// What becomes of the stream as a whole: it starts, is lost, comes back, and ends. Detectors have
/// nothing to say where nothing comes. Both are incidents: `stream/running` and `stream/lost`, so
/// whatever becomes of the monitor each of them gets its end.
class StreamWatch {
 public:
  using Clock = std::chrono::steady_clock;

  /// `timeout`: a live stream is lost after so long without data; 0: only when somebody says so.
  /// `element` is who speaks.
  StreamWatch(Time timeout, std::string element, IncidentNumbers& numbers)
      : timeout_(timeout), element_(std::move(element)), numbers_(&numbers) {}

  void set_playing(bool playing, Clock::time_point now, Events& out);
  /// Data has to come at its time.
  void set_live() { live_ = true; }
  /// Data comes in, with its running time where it has one. True if the stream starts with it.
  bool enter(std::optional<Time> running, Clock::time_point now, Events& out);
  /// And is done with: as long as it is held up behind us, none can come.
  void leave(Clock::time_point now);
  /// Nothing comes, says who knows why.
  void lose(std::string_view cause, Clock::time_point now, Events& out);
  void tick(Clock::time_point now, Events& out);
  /// Whoever calls tick() did not get to it for long, and neither did who should have brought data.
  void had_no_turn(Clock::time_point now);
  /// When it may be lost, if nothing comes until then.
  std::optional<Clock::time_point> deadline() const;
  /// Nothing more comes, and nothing has to: until the next data.
  void finish(std::string_view reason, Clock::time_point now, Events& out);

  /// Whether all is as it should be: since this was last asked something came or was done with, or
  /// it is told that nothing comes. Not so where streaming threads hang, whoever still lives.
  bool works();

  /// `waiting`, `running`, `lost` or `over`.
  std::string_view state() const;
  /// Of the loss that goes on; empty if there is none.
  std::string_view cause() const { return lost_ != 0 ? std::string_view(cause_) : ""; }

 private:
  Event tell(std::string_view kind, Phase phase, std::uint64_t incident, Clock::time_point now);
  Event tell_lost(Phase phase, Clock::time_point now);
  void find_again(std::string_view reason, Clock::time_point now, Events& out);

  const Time timeout_;
  const std::string element_;
  IncidentNumbers* numbers_;
  bool playing_ = false, live_ = false, over_ = false;
  int inside_ = 0;                         ///< buffers that are not done with
  std::uint64_t running_ = 0, lost_ = 0;   ///< incidents, 0: none
  std::string cause_;                      ///< of the loss
  Time started_{}, latest_{};              ///< running times of data
  std::optional<Clock::time_point> last_;  ///< when it came, or was first waited for
  std::optional<Clock::time_point> seen_;  ///< that time, when somebody last asked
};

}  // namespace vqa
