// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>

namespace vqa::supervise {

/// Whoever started this process and wants to know how it does: systemd, or what speaks its protocol
/// (sd_notify(3)). Where there is nobody, nothing is said.
class ServiceManager {
 public:
  /// Reads the environment, and takes out of it what is not meant for children.
  ServiceManager();
  ~ServiceManager();
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;

  /// "READY=1", "STATUS=...", lines of them.
  void tell(const std::string& state) const;
  bool is_there() const { return socket_ >= 0; }
  /// Does it want to hear WATCHDOG=1 again and again?
  bool has_watchdog() const { return has_watchdog_; }

 private:
  int socket_ = -1;
  std::string address_;
  bool has_watchdog_ = false;
};

}  // namespace vqa::supervise
