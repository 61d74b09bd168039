// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/notify.h"

#include <glib.h>

#include <algorithm>

#include "notify/clocks.h"
#include "notify/object_key.h"
#include "notify/picture.h"

namespace vqa {
namespace {

constexpr auto kTick = std::chrono::seconds(1);
constexpr auto kLate = std::chrono::seconds(1);  // for a thread to get its turn

std::string box_of(const Event& event) {
  for (const auto& [name, value] : event.details) {
    if (name == "box" && std::holds_alternative<std::string>(value)) {
      return std::get<std::string>(value);
    }
  }
  return {};
}

}  // namespace

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

std::string evidence_directory(const NotifyConfig& config) {
  const std::string state = state_directory(config.state_dir);
  return config.evidence_limit > 0 && !state.empty() ? state + "/evidence" : "";
}

bool wants_pictures(const NotifyConfig& config) { return config.evidence_width > 0 && has_jpeg(); }

Notifier::Notifier(Targets targets, EventSource source, const NotifyConfig& config,
                   const Courier::Tell& tell, const std::string& element)
    : source_(std::move(source)),
      config_(config),
      element_(element),
      storms_(config.storm_limit, element, numbers_),
      stream_(config.lost_timeout, element, numbers_),
      heartbeat_file_(config.heartbeat_file, tell),
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
Notice Notifier::send(const Event& event, const Now& now, bool folded) {
  const std::uint64_t number = ++sequence_;
  const Time seen = event.arrived_at.value_or(event.detected_at.value_or(now.monotonic));
  Notice notice{
      .id = cloud_event_id(event, source_, number),
      .incident = {},
      .phase = event.phase,
      .json = std::make_shared<const std::string>(to_cloud_event(event, source_, number, now)),
      .stream = event.label,
      .detector = event.detector,
      .defect = Notice::Clock::time_point(seen -
                                          std::max(event.running_time - event.start, Time::zero())),
      .folded = folded};
  if (event.phase != Phase::sample) {
    notice.incident = source_.process + "/" + event.element + "/" + std::to_string(event.incident);
  }
  clerk_.put(notice);
  return notice;
}

void Notifier::send_or_fold(const Event& event, const Now& now) {
  send(event, now, storms_.folds(event, Notice::Clock::now(), about_storms_));
}

void Notifier::send_storms(const Now& now) {
  for (const Event& event : about_storms_) {
    follow(event);
    send(event, now, false);
  }
  about_storms_.clear();
}

void Notifier::send_news_of_stream(const Now& now) {
  for (Event& event : about_stream_) {
    event.label = config_.label;
    send_or_fold(event, now);
  }
  about_stream_.clear();
}

// It says as well how the monitor itself does. It is told late or never rather than kept.
void Notifier::send_heartbeat(const Now& now) {
  const CourierCounts counts = clerk_.counts();
  Event event;
  event.detector = "monitor";
  event.kind = "heartbeat";
  event.element = element_;
  event.label = config_.label;
  event.running_time = event.start = latest_;
  event.value = static_cast<double>(open_.size());
  event.unit = "count";
  event.confidence = 1;
  event.detected_at = now.monotonic;
  event.details = {{"stream", std::string(stream_.state())},
                   {"interval", std::chrono::duration<double>(config_.heartbeat).count()},
                   {"queued", static_cast<std::int64_t>(counts.queued)},
                   {"dropped", static_cast<std::int64_t>(counts.dropped)}};
  send(event, now, false);
}

// Called with the mutex held.
Wanted Notifier::name_evidence(Event& event, const Now& now, const Offer& offer) const {
  Wanted wanted;
  if (!offer.picture && !offer.clip.can_be_had) return wanted;
  const std::string key = object_key(to_cloud_event(event, source_, sequence_ + 1, now));
  if (offer.picture) {
    event.evidence = key + ".jpg";
    wanted.picture = {.what = "evidence", .name = event.evidence, .box = box_of(event)};
  }
  if (!offer.clip.can_be_had) return wanted;
  event.clip = offer.clip.under_way;
  if (event.clip.empty()) {
    event.clip = key + ".ts";
    wanted.clip = {.what = "clip", .name = event.clip};
  }
  return wanted;
}

Wanted Notifier::put(Event event, const Now& now, const Offer& offer) {
  if (event.label.empty()) event.label = config_.label;
  const std::lock_guard lock(mutex_);
  follow(event);
  const bool folded = storms_.folds(event, Notice::Clock::now(), about_storms_);
  Wanted wanted = name_evidence(event, now, folded ? Offer{} : offer);
  const Notice notice = send(event, now, folded);
  if (wanted.picture) wanted.picture->event = notice;
  if (wanted.clip) wanted.clip->event = notice;
  send_storms(now);
  return wanted;
}

void Notifier::put_evidence(const WantedEvidence& evidence, const std::string& path,
                            const Now& now) {
  const EvidenceFile file{.what = evidence.what, .name = evidence.name, .path = path};
  Notice notice = evidence.event;
  notice.id += "/" + file.what;
  notice.incident.clear();
  notice.phase = Phase::update;  // whatever is no sample is kept until it is delivered
  notice.json = std::make_shared<const std::string>(to_evidence_event(*notice.json, file, now));
  notice.is_evidence = true;
  clerk_.put(notice);
}

void Notifier::watch(const Now& now, const std::function<void(StreamWatch&, Events&)>& work) {
  const std::lock_guard lock(mutex_);
  work(stream_, about_stream_);
  send_news_of_stream(now);
  send_storms(now);
}

// The disk is waited for without the lock, which streaming threads need.
Courier::Clock::time_point Notifier::tick(Courier::Clock::time_point now) {
  std::string beat;
  const auto next = tell_what_is_due(now, beat);
  if (!beat.empty()) heartbeat_file_.beat(beat);
  return next;
}

Courier::Clock::time_point Notifier::tell_what_is_due(Courier::Clock::time_point now,
                                                      std::string& beat) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return now + kTick;  // all was said, and the clerk waits until nothing more comes
  const Now both = read_clocks();
  storms_.tick(now, about_storms_);
  if (next_tick_ && now - *next_tick_ > kLate) stream_.had_no_turn(now);
  stream_.tick(now, about_stream_);
  send_news_of_stream(both);
  send_storms(both);
  if (stream_.works()) beat = std::string(stream_.state()) + " " + std::string(stream_.cause());
  auto next = std::min(now + kTick, stream_.deadline().value_or(now + kTick));
  if (config_.heartbeat > Time::zero()) {
    if (now >= next_heartbeat_) {
      send_heartbeat(both);
      next_heartbeat_ = now + config_.heartbeat;
    }
    next = std::min(next, next_heartbeat_);
  }
  next_tick_ = next;
  return next;
}

void Notifier::stop(const Now& now, std::chrono::milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    for (auto& [key, event] : open_) {
      event.phase = Phase::end;
      event.running_time = std::max(latest_, event.start);
      event.duration = event.running_time - event.start;
      event.stream_time.reset();
      event.timestamp.reset();
      event.frame_at.reset();
      event.arrived_at.reset();
      event.detected_at = now.monotonic;
      event.details = {{"reason", std::string("shutdown")}};
      send_or_fold(event, now);
    }
    stream_.finish("shutdown", Notice::Clock::time_point(now.monotonic), about_stream_);
    send_news_of_stream(now);
    about_storms_.clear();
    open_.clear();
    stopped_ = true;
  }
  clerk_.stop(Courier::Clock::now() + patience);
}

}  // namespace vqa
