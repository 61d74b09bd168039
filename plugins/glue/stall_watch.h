// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "core/event.h"
#include "core/incident.h"
#include "glue/reporter.h"

namespace vqa::gst {

struct StallRules {
  Time timeout{};  ///< nothing arrives for this long: a warning; 0 never asks
  Time critical{};
};

/// Tells when nothing arrives any more, which takes a thread of its own: where no data flows, no
/// streaming thread comes by. It watches live pipelines alone, where data has to come at its time,
/// and only between a buffer that came and a reason for that none comes: pause, flush, end of
/// stream. While the element itself is busy, or blocked by what is behind it, nothing can arrive
/// and nothing is missing.
///
/// All its events are sent by that thread, so that an end never overtakes its begin. They travel
/// out of band.
class StallWatch {
 public:
  StallWatch(Reporter& reporter, IncidentNumbers& numbers, std::string_view detector);
  ~StallWatch() { stop(); }
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

  void configure(const StallRules& rules);

  // The streaming thread: a buffer comes in, and is done with. `running` is its running time.
  void enter();
  void leave(GstPad* sink, GstPad* src, Time running);

  /// None has to come until the next one came. What is open is ended and told on return.
  void disarm(std::string_view reason);
  /// The element stops: disarm, and no thread is left.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  enum class State : std::uint8_t { disarmed, not_live, armed };

  void work();
  /// What is to be told now.
  Events judge();
  void end(std::string_view reason);
  Clock::time_point deadline() const;

  Reporter& reporter_;

  std::mutex mutex_;
  std::condition_variable changed_;  ///< there is something to do before the deadline
  std::condition_variable told_;     ///< and it is done
  StallRules rules_;
  IncidentTracker tracker_;
  State state_ = State::disarmed;
  bool inside_ = false;           ///< a buffer is being worked on
  bool disarmed_inside_ = false;  ///< since it came: it belongs to what is over
  bool quit_ = false;
  bool telling_ = false;    ///< events are on their way
  std::string end_reason_;  ///< not empty: the open incident is over
  Time end_time_{};
  Clock::time_point last_left_{};
  Time last_running_{};
  GstPad* src_ = nullptr;
  std::thread thread_;
};

}  // namespace vqa::gst
