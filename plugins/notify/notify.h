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
#include "notify/courier.h"
#include "notify/target.h"

namespace vqa {

struct NotifyConfig {
  std::string targets = "stdout:";  ///< URIs, separated by spaces
  std::string label;                ///< name of the stream for events that have none
};

using Targets = std::vector<std::unique_ptr<Target>>;
std::variant<Targets, BadTarget> make_targets(std::string_view uris);

/// Turns events into notifications. `put` may be called from any streaming thread and never waits
/// for a receiver.
class Notifier {
 public:
  using Clock = std::chrono::system_clock;

  /// `tell` hears, from other threads, when a target stops or starts to work.
  Notifier(Targets targets, EventSource source, std::string label, const Courier::Tell& tell,
           std::size_t capacity = kCapacity);

  void put(Event event, Clock::time_point when);
  /// Ends what is still open, for nothing more will come, and gives the rest a moment to go out.
  /// Returns the number of notifications that did not.
  std::uint64_t stop(Clock::time_point when, std::chrono::milliseconds patience);

  CourierCounts counts() const;

  static constexpr std::size_t kCapacity = 16384;

 private:
  void send(const Event& event, Clock::time_point when);
  void follow(const Event& event);

  const EventSource source_;
  const std::string label_;
  std::vector<std::unique_ptr<Courier>> couriers_;

  mutable std::mutex mutex_;
  std::uint64_t sequence_ = 0;
  Time latest_{};                                                ///< running time
  std::map<std::pair<std::string, std::uint64_t>, Event> open_;  ///< by element and incident
};

}  // namespace vqa
