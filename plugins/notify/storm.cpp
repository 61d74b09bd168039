// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/storm.h"

#include <algorithm>

namespace vqa {

Event StormGuard::tell(Storm& storm, Phase phase) const {
  Event event = storm.first;
  storm.told = storm.count;
  event.details = {{"of", event.detector + "/" + event.kind}};
  event.detector = "notify";
  event.kind = "storm";
  event.element = element_;
  event.phase = phase;
  event.incident = storm.incident;
  event.severity = storm.severity;
  event.running_time = std::max(storm.latest, event.start);
  event.stream_time.reset();
  event.timestamp.reset();
  event.duration = event.running_time - event.start;
  event.value = static_cast<double>(storm.count);
  event.threshold = limit_;
  event.unit = "count";
  event.confidence = 1;
  return event;
}

void StormGuard::count(Storm& storm, const Event& begin, Clock::time_point now) {
  storm.last_begin = now;
  storm.begins.push_back(now);
  while (now - storm.begins.front() >= kWindow) storm.begins.pop_front();
  if (storm.incident == 0 && storm.begins.size() > limit_) {
    storm.incident = numbers_->next();
    storm.first = begin;
    storm.count = 0;
    storm.severity = begin.severity;
  }
  while (storm.begins.size() > limit_) storm.begins.pop_front();
}

bool StormGuard::folds(const Event& event, Clock::time_point now, Events& out) {
  if (limit_ == 0 || event.phase == Phase::sample) return false;
  const auto key = std::pair{event.element, event.incident};
  Storm& storm = storms_[{event.label, event.detector, event.kind}];
  const bool is_begin = event.phase == Phase::begin;
  if (is_begin) count(storm, event, now);
  const bool folded = is_begin ? storm.incident != 0 : folded_.contains(key);
  if (!folded) return false;
  if (event.phase == Phase::end) folded_.erase(key);
  if (is_begin) folded_.insert(key);
  if (storm.incident == 0) return true;  // it ends after its storm

  storm.count += is_begin ? 1 : 0;
  storm.latest = std::max(storm.latest, event.running_time);
  const bool worse = event.severity > storm.severity;
  storm.severity = std::max(storm.severity, event.severity);
  if (storm.told == 0) {
    out.push_back(tell(storm, Phase::begin));
  } else if (worse || storm.count >= 2 * storm.told) {
    out.push_back(tell(storm, Phase::update));
  }
  return true;
}

void StormGuard::tick(Clock::time_point now, Events& out) {
  for (auto& [kind, storm] : storms_) {
    if (storm.incident == 0 || now - storm.last_begin < kWindow) continue;
    Event end = tell(storm, Phase::end);
    end.details.emplace_back("reason", std::string("cleared"));
    out.push_back(std::move(end));
    storm = {};
  }
}

}  // namespace vqa
