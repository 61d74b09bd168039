// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/notify.h"

#include <algorithm>

namespace vqa {

std::variant<Targets, BadTarget> make_targets(std::string_view uris) {
  static constexpr std::string_view kSpace = " \t\r\n";
  Targets targets;
  for (;;) {
    const auto first = uris.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return targets;
    uris.remove_prefix(first);
    const auto end = std::min(uris.find_first_of(kSpace), uris.size());
    auto target = make_target(uris.substr(0, end));
    if (auto* bad = std::get_if<BadTarget>(&target)) return *bad;
    targets.push_back(std::get<std::unique_ptr<Target>>(std::move(target)));
    uris.remove_prefix(end);
  }
}

Notifier::Notifier(Targets targets, EventSource source, std::string label,
                   const Courier::Tell& tell, std::size_t capacity)
    : source_(std::move(source)), label_(std::move(label)) {
  for (auto& target : targets) {
    couriers_.push_back(std::make_unique<Courier>(std::move(target), capacity, tell));
  }
}

void Notifier::follow(const Event& event) {
  latest_ = std::max(latest_, event.running_time);
  const auto key = std::pair{event.element, event.incident};
  if (event.phase == Phase::begin || event.phase == Phase::update) open_[key] = event;
  if (event.phase == Phase::end) open_.erase(key);
}

// Sequence and queues under one lock: numbers grow in the order in which receivers see them.
void Notifier::send(const Event& event, Clock::time_point when) {
  const auto json =
      std::make_shared<const std::string>(to_cloud_event(event, source_, ++sequence_, when));
  for (const auto& courier : couriers_) courier->put(json, event.phase == Phase::sample);
}

void Notifier::put(Event event, Clock::time_point when) {
  if (event.label.empty()) event.label = label_;
  const std::lock_guard lock(mutex_);
  follow(event);
  send(event, when);
}

std::uint64_t Notifier::stop(Clock::time_point when, std::chrono::milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    for (auto& [key, event] : open_) {
      event.phase = Phase::end;
      event.running_time = std::max(latest_, event.start);
      event.duration = event.running_time - event.start;
      event.stream_time.reset();
      event.timestamp.reset();
      event.details = {{"reason", std::string("shutdown")}};
      send(event, when);
    }
    open_.clear();
  }
  const auto deadline = Courier::Clock::now() + patience;
  for (const auto& courier : couriers_) courier->stop(deadline);
  return counts().dropped;
}

CourierCounts Notifier::counts() const {
  CourierCounts sum;
  for (const auto& courier : couriers_) {
    const auto counts = courier->counts();
    sum.delivered += counts.delivered;
    sum.dropped += counts.dropped;
    sum.dropped_samples += counts.dropped_samples;
    sum.queued += counts.queued;
  }
  return sum;
}

}  // namespace vqa
