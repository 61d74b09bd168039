// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/incident.h"

#include <algorithm>
#include <utility>

namespace vqa {

Event IncidentTracker::event(Phase phase, Time time, double value, double confidence) const {
  Event event;
  event.detector = detector_;
  event.kind = kind_;
  event.unit = unit_;
  event.phase = phase;
  event.incident = incident_;
  event.severity = severity_;
  event.running_time = time;
  event.start = bad_since_.value_or(time);
  event.duration = time - event.start;
  event.value = value;
  event.threshold = rules_.raise_level;
  event.confidence = confidence;
  return event;
}

Event IncidentTracker::sample(Time time, double value, double confidence) const {
  Event sample = event(Phase::sample, time, value, confidence);
  sample.incident = 0;
  sample.severity = Severity::info;
  sample.start = time;
  sample.duration = Time::zero();
  return sample;
}

void IncidentTracker::observe(Time time, double value, double confidence, Events& out) {
  const bool above = rules_.bad == IncidentRules::Bad::above;
  const auto reaches = [above, value](double level) {
    return above ? value >= level : value <= level;
  };
  // A value that is not a number reaches no level and clears none.
  const Verdict verdict = reaches(rules_.raise_level)                      ? Verdict::bad
                          : value == value && !reaches(rules_.clear_level) ? Verdict::good
                                                                           : Verdict::undecided;
  judge({.time = time, .verdict = verdict, .value = value, .confidence = confidence}, out);
}

void IncidentTracker::judge(const Judgement& now, Events& out) {
  if (last_) {
    if (now.time < last_->time) {
      finish("discontinuity", out);
    } else if (now.time - last_->time > rules_.max_gap) {
      const Time last_seen = last_->time;
      finish("gap", out);
      closed_at_ = last_seen;  // time ran on: the next incident must not reach back behind it
    }
  }
  last_ = now;

  if (now.verdict == Verdict::bad) {
    good_since_.reset();
    if (!bad_since_) {
      Time onset = std::min(now.onset.value_or(now.time), now.time);
      if (closed_at_) onset = std::max(onset, std::min(*closed_at_, now.time));
      bad_since_ = onset;
    }
    raise_if_due(now, out);
  } else if (!open()) {
    bad_since_.reset();
  } else if (now.verdict == Verdict::good) {
    if (!good_since_) good_since_ = now.time;
    clear_if_due(now, out);
  }
}

void IncidentTracker::raise_if_due(const Judgement& now, Events& out) {
  const Time lasted = now.time - *bad_since_;
  const bool above = rules_.bad == IncidentRules::Bad::above;
  const bool critical_by_level =
      above ? now.value >= rules_.critical_level : now.value <= rules_.critical_level;
  const bool critical = critical_by_level || lasted >= rules_.critical_time;
  const Severity due = critical ? Severity::critical : rules_.severity;

  if (!open()) {
    if (lasted < rules_.raise_time) return;
    incident_ = numbers_->next();
    severity_ = due;
    out.push_back(event(Phase::begin, now.time, now.value, now.confidence));
  } else if (due > severity_) {
    severity_ = due;
    out.push_back(event(Phase::update, now.time, now.value, now.confidence));
  }
}

void IncidentTracker::clear_if_due(const Judgement& now, Events& out) {
  if (now.time - *good_since_ < rules_.clear_time) return;
  close(now.time, *good_since_, now.value, now.confidence, "cleared", out);
}

void IncidentTracker::close(Time time, Time until, double value, double confidence,
                            std::string_view reason, Events& out) {
  Event end = event(Phase::end, time, value, confidence);
  // An incident whose last sight was its onset still has its length: zero, never less.
  end.duration = std::max(until - end.start, Time::zero());
  end.details.emplace_back("reason", std::string(reason));
  out.push_back(std::move(end));
  closed_at_ = until;
  incident_ = 0;
  severity_ = Severity::info;
  bad_since_.reset();
  good_since_.reset();
}

void IncidentTracker::finish(std::string_view reason, Events& out) {
  if (open()) {
    close(last_->time, good_since_.value_or(last_->time), last_->value, last_->confidence, reason,
          out);
  }
  last_.reset();
  bad_since_.reset();
  closed_at_.reset();
}

}  // namespace vqa
