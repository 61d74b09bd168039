// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/cloud_event.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/time.h"
#include "notify/clerk.h"
#include "notify/heartbeat_file.h"
#include "notify/storm.h"
#include "notify/stream_watch.h"
#include "notify/target.h"

namespace vqa {

struct NotifyConfig {
  std::string targets = "stdout:";  ///< URIs, separated by spaces
  std::string label;                ///< name of the stream for events that have none
  std::string state_dir;            ///< "none": all in memory; empty: where the system has such
  Time retention = 30 * 24h;        ///< of the history; 0: for ever
  Time heartbeat{};                 ///< how often to say that the monitor lives; 0: never
  std::string heartbeat_file;       ///< written while the monitor does its work; empty: none
  Time lost_timeout = 5s;           ///< a live stream without data is lost; 0: never
  unsigned storm_limit = 20;        ///< incidents of one kind a minute that people are told of each
  std::uint64_t evidence_limit = 512 << 20;  ///< bytes of pictures that are kept; 0: none
  unsigned evidence_width = 640;             ///< of a picture, at most
  Time evidence_clip{};                      ///< of a clip, before and after; 0: none
  std::size_t capacity = 16384;              ///< of each queue
};

/// The picture of the frame that raised an incident, or a clip around it, which somebody is to
/// make.
struct WantedEvidence {
  std::string what;   ///< "evidence": the picture; "clip"
  std::string name;   ///< a path, as the event tells it
  std::string box{};  ///< what is damaged; empty: nothing known
  Notice event{};     ///< that raised it
};
struct ClipOffer {
  bool can_be_had = false;
  std::string under_way{};  ///< the clip that is being made, and will do
};
/// What can be had of the moment of an event, and what is to be made of it.
struct Offer {
  bool picture = false;
  ClipOffer clip{};
};
struct Wanted {
  std::optional<WantedEvidence> picture, clip;
};

using Targets = std::vector<std::unique_ptr<Target>>;
std::variant<Targets, BadTarget> make_targets(std::string_view uris);

/// The directory that the property names; empty: everything stays in memory.
std::string state_directory(const std::string& state_dir);
/// That for pictures and clips; empty: there are none.
std::string evidence_directory(const NotifyConfig& config);
bool wants_pictures(const NotifyConfig& config);

/// Turns events into notifications. `put` may be called from any streaming thread and never waits
/// for a receiver, nor for a disk.
class Notifier {
 public:
  /// `tell` hears, from other threads, when a target stops or starts to work. `element` is who
  /// speaks where the notifier itself has something to say.
  Notifier(Targets targets, EventSource source, const NotifyConfig& config,
           const Courier::Tell& tell, const std::string& element = "vqanotify");

  Wanted put(Event event, const Now& now, const Offer& offer = {});
  /// It is there.
  void put_evidence(const WantedEvidence& evidence, const std::string& path, const Now& now);
  /// Lets the notifier watch over the stream, and tells what that has to say.
  void watch(const Now& now, const std::function<void(StreamWatch&, Events& out)>& work);
  /// Ends what is still open, for nothing more will come, and gives the rest a moment to go out.
  void stop(const Now& now, std::chrono::milliseconds patience);

  CourierCounts counts() const { return clerk_.counts(); }

 private:
  Notice send(const Event& event, const Now& now, bool folded);
  void send_or_fold(const Event& event, const Now& now);
  void send_storms(const Now& now);
  void send_news_of_stream(const Now& now);
  void send_heartbeat(const Now& now);
  void follow(const Event& event);
  Wanted name_evidence(Event& event, const Now& now, const Offer& offer) const;
  Courier::Clock::time_point tick(Courier::Clock::time_point now);
  Courier::Clock::time_point tell_what_is_due(Courier::Clock::time_point now, std::string& beat);

  const EventSource source_;
  const NotifyConfig config_;
  const std::string element_;

  mutable std::mutex mutex_;
  std::uint64_t sequence_ = 0;
  Time latest_{};                                                ///< running time
  std::map<std::pair<std::string, std::uint64_t>, Event> open_;  ///< by element and incident
  IncidentNumbers numbers_;
  StormGuard storms_;
  StreamWatch stream_;
  Events about_storms_, about_stream_;
  Courier::Clock::time_point next_heartbeat_{};
  std::optional<Courier::Clock::time_point> next_tick_;  ///< when it was due
  bool stopped_ = false;
  HeartbeatFile heartbeat_file_;  ///< of the clerk's thread

  Clerk clerk_;
};

}  // namespace vqa
