// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vqa::supervise {

/// A child in a process group of its own, so that Ctrl-C at a terminal reaches it once, through us.
class MonitorProcess {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;

  /// What it says goes to `hear`, line by line. It ends in good order when this process dies.
  explicit MonitorProcess(std::function<void(std::string_view line)> hear)
      : hear_(std::move(hear)) {}
  ~MonitorProcess();
  MonitorProcess(const MonitorProcess&) = delete;
  MonitorProcess& operator=(const MonitorProcess&) = delete;

  /// 0, or an errno.
  int start(const std::vector<std::string>& command, const Environment& environment);
  /// To it and to what it started.
  void send(int signal) const;
  /// What it said since; false when it has closed its mouth.
  bool read();
  /// How it ended, as waitpid has it, as soon as it did.
  std::optional<int> ended();

  pid_t pid() const { return pid_; }
  int output() const { return output_; }  ///< to poll; -1: none

 private:
  void close_output();

  const std::function<void(std::string_view)> hear_;
  pid_t pid_ = -1;
  int output_ = -1;
  std::string line_;
};

/// "status 1" or "signal 11 (Segmentation fault)".
std::string how_it_ended(int status);
/// What each of its threads is at: its name, state, and where in the kernel it waits.
std::string threads_of(pid_t pid);

}  // namespace vqa::supervise
