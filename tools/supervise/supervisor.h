// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notify/backoff.h"
#include "supervise/log_tail.h"
#include "supervise/monitor_process.h"
#include "supervise/options.h"
#include "supervise/outlet.h"
#include "supervise/pulse.h"
#include "supervise/service_manager.h"
#include "supervise/state_folder.h"

namespace vqa::supervise {

/// Keeps one monitor running.
class Supervisor {
 public:
  using Clock = std::chrono::steady_clock;

  Supervisor(const Options& options, StateFolder& folder);
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// Returns the exit status of the program.
  int run();

 private:
  /// Why a monitor is to end, or has ended; empty: by itself.
  struct End {
    int status = 0;
    std::string reason;
    std::string threads;  ///< of one that hung
  };

  int start();
  std::vector<std::string> command() const;
  End watch();
  /// Whether it is to be stopped, and why.
  std::string look(Clock::time_point now);
  std::optional<int> judge(const End& end);
  std::optional<int> pause(Backoff::Pause pause, const std::string& why);
  /// Waits for signals and for what the monitor says.
  void wait(std::chrono::milliseconds at_most);
  void take_signals();
  void hear(std::string_view line);
  void say(const std::string& words) const;
  void set_state(const std::string& state, const std::string& words);
  void write_status() const;
  void keep_last_words(const End& end, Seconds ran) const;

  const Options options_;
  StateFolder& folder_;
  ServiceManager manager_;
  LogTail log_;
  Outlet outlet_;
  Pulse pulse_;
  Backoff backoff_;
  MonitorProcess monitor_;

  int signals_ = -1;
  bool on_terminal_ = false;
  bool stop_asked_ = false, restart_asked_ = false, insists_ = false;
  Clock::time_point started_{}, asked_at_{};
  unsigned restarts_ = 0, failures_ = 0, crashes_ = 0;  ///< the last two in a row
  std::string state_, words_, last_end_;
  std::int64_t since_ = 0;  ///< when the state came, in s since 1970
  unsigned echoed_ = 0;
  Clock::time_point echo_since_{};
};

}  // namespace vqa::supervise
