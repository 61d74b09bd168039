// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/cloud_event.h"
#include "core/event.h"
#include "core/time.h"
#include "notify/clerk.h"
#include "notify/storm.h"
#include "notify/target.h"

namespace vqa {

struct NotifyConfig {
  std::string targets = "stdout:";  ///< URIs, separated by spaces
  std::string label;                ///< name of the stream for events that have none
  std::string state_dir;            ///< "none": all in memory; empty: where the system has such
  Time retention = 30 * 24h;        ///< of the history; 0: for ever
  Time heartbeat_interval{};        ///< 0: none
  unsigned storm_limit = 20;        ///< incidents of one kind a minute that people are told of each
  std::size_t capacity = 16384;     ///< of each queue
};

using Targets = std::vector<std::unique_ptr<Target>>;
std::variant<Targets, BadTarget> make_targets(std::string_view uris);

/// The directory that the property names; empty: everything stays in memory.
std::string state_directory(const std::string& state_dir);

/// Turns events into notifications. `put` may be called from any streaming thread and never waits
/// for a receiver, nor for a disk.
class Notifier {
 public:
  using Clock = std::chrono::system_clock;

  /// `tell` hears, from other threads, when a target stops or starts to work. `element` is who
  /// speaks where the notifier itself has something to say.
  Notifier(Targets targets, EventSource source, const NotifyConfig& config,
           const Courier::Tell& tell, const std::string& element = "vqanotify");

  void put(Event event, Clock::time_point when);
  /// Ends what is still open, for nothing more will come, and gives the rest a moment to go out.
  void stop(Clock::time_point when, std::chrono::milliseconds patience);

  CourierCounts counts() const { return clerk_.counts(); }

 private:
  void send(const Event& event, Clock::time_point when, bool folded);
  void send_storms(Clock::time_point when);
  void follow(const Event& event);
  Courier::Clock::time_point tick(Courier::Clock::time_point now);

  const EventSource source_;
  const NotifyConfig config_;

  mutable std::mutex mutex_;
  std::uint64_t sequence_ = 0;
  Time latest_{};                                                ///< running time
  std::map<std::pair<std::string, std::uint64_t>, Event> open_;  ///< by element and incident
  StormGuard storms_;
  Events about_storms_;
  Courier::Clock::time_point next_heartbeat_{};

  Clerk clerk_;
};

}  // namespace vqa
