// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/notify.h"

#include <glib.h>

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
    auto made = make_target(uris.substr(0, end));
    if (auto* bad = std::get_if<BadTarget>(&made)) return *bad;
    auto target = std::get<std::unique_ptr<Target>>(std::move(made));
    target->set_name(uris.substr(0, end));
    targets.push_back(std::move(target));
    uris.remove_prefix(end);
  }
}

std::string state_directory(const std::string& state_dir) {
  if (state_dir == "none" || !has_outbox()) return {};
  if (!state_dir.empty()) return state_dir;
  return std::string(g_get_user_state_dir()) + "/vqa";
}

Notifier::Notifier(Targets targets, EventSource source, const NotifyConfig& config,
                   const Courier::Tell& tell, const std::string& element)
    : source_(std::move(source)),
      config_(config),
      storms_(config.storm_limit, element),
      clerk_(std::move(targets),
             {.tell = tell,
              .capacity = config.capacity,
              .owner = source_.process,
              .state_dir = state_directory(config.state_dir),
              .retention = std::chrono::duration_cast<std::chrono::seconds>(config.retention),
              .chore = [this](Courier::Clock::time_point now) { return tick(now); }}) {}

void Notifier::follow(const Event& event) {
  latest_ = std::max(latest_, event.running_time);
  const auto key = std::pair{event.element, event.incident};
  if (event.phase == Phase::begin || event.phase == Phase::update) open_[key] = event;
  if (event.phase == Phase::end) open_.erase(key);
}

// Sequence and queue under one lock: numbers grow in the order in which receivers see them.
void Notifier::send(const Event& event, Clock::time_point when, bool folded) {
  const std::uint64_t number = ++sequence_;
  Notice notice{
      .id = cloud_event_id(event, source_, number),
      .incident = {},
      .phase = event.phase,
      .json = std::make_shared<const std::string>(to_cloud_event(event, source_, number, when)),
      .stream = event.label,
      .detector = event.detector,
      .defect =
          when - std::chrono::duration_cast<Clock::duration>(event.running_time - event.start),
      .folded = folded};
  if (event.phase != Phase::sample) {
    notice.incident = source_.process + "/" + event.element + "/" + std::to_string(event.incident);
  }
  clerk_.put(notice);
}

void Notifier::send_storms(Clock::time_point when) {
  for (const Event& event : about_storms_) {
    follow(event);
    send(event, when, false);
  }
  about_storms_.clear();
}

void Notifier::put(Event event, Clock::time_point when) {
  if (event.label.empty()) event.label = config_.label;
  const std::lock_guard lock(mutex_);
  follow(event);
  const bool folded = storms_.folds(event, Courier::Clock::now(), about_storms_);
  send(event, when, folded);
  send_storms(when);
}

Courier::Clock::time_point Notifier::tick(Courier::Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  storms_.tick(now, about_storms_);
  send_storms(Clock::now());
  return now + std::chrono::seconds(1);
}

void Notifier::stop(Clock::time_point when, std::chrono::milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    for (auto& [key, event] : open_) {
      event.phase = Phase::end;
      event.running_time = std::max(latest_, event.start);
      event.duration = event.running_time - event.start;
      event.stream_time.reset();
      event.timestamp.reset();
      event.details = {{"reason", std::string("shutdown")}};
      send(event, when, storms_.folds(event, Courier::Clock::now(), about_storms_));
    }
    about_storms_.clear();
    open_.clear();
  }
  clerk_.stop(Courier::Clock::now() + patience);
}

}  // namespace vqa
