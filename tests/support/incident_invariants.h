// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

#include "core/incident.h"

namespace vqa::test {

/// What must hold for the events of one IncidentTracker in whatever order its input came.
class IncidentInvariants {
 public:
  /// Takes the next event: empty if all is well, else what is broken.
  std::string broken_by(const Event& event) {
    if (event.incident == 0) return "an incident without number";
    if (event.start > event.running_time) return "it starts after it is told";
    if (event.duration < Time::zero()) return "it is shorter than nothing";
    if (event.duration > event.running_time - event.start) return "it is longer than its time";
    return event.phase == Phase::begin ? broken_begin(event) : broken_rest(event);
  }
  bool open() const { return open_.has_value(); }

 private:
  std::string broken_begin(const Event& event) {
    if (open_) return "a begin while one is open";
    if (event.incident <= last_) return "its number does not grow";
    last_ = event.incident;
    open_ = event;
    return {};
  }

  std::string broken_rest(const Event& event) {
    if (event.phase == Phase::sample) return "a sample that nobody asked for";
    if (!open_) return "an end or update of nothing";
    if (event.incident != open_->incident) return "an end or update of another incident";
    if (event.start != open_->start) return "its start moved";
    if (event.running_time < open_->running_time) return "its time runs backwards";
    if (event.phase == Phase::update && event.severity <= open_->severity) {
      return "an update without news";
    }
    if (event.phase == Phase::end && event.severity != open_->severity) return "severity lost";
    if (event.phase == Phase::end) {
      open_.reset();
    } else {
      open_ = event;
    }
    return {};
  }

  std::uint64_t last_ = 0;
  std::optional<Event> open_;
};

/// Plays any bytes on an IncidentTracker, five for each step. Returns what they broke, if anything.
class IncidentPlay {
 public:
  std::string run(std::span<const std::uint8_t> bytes) {
    for (; bytes.size() >= kStep; bytes = bytes.subspan(kStep)) {
      events_.clear();
      step(bytes.first<kStep>());
      if (auto broken = check(); !broken.empty()) return broken;
    }
    events_.clear();
    tracker_.finish("end of input", events_);
    if (auto broken = check(); !broken.empty()) return broken;
    return invariants_.open() ? "a begin without end" : "";
  }
  std::uint64_t begins() const { return begins_; }

 private:
  static constexpr std::size_t kStep = 5;

  void step(std::span<const std::uint8_t, kStep> bytes) {
    move_time(bytes[1], bytes[2]);
    const double value = value_of(bytes[3]);
    switch (bytes[0] % 16) {
      case 0:
        return tracker_.finish("asked for", events_);
      case 1:
        return tracker_.configure(rules_of(bytes));
      default:
        break;
    }
    if (bytes[0] % 2 == 0) return tracker_.observe(now_, value, 1, events_);
    Judgement judgement{.time = now_, .verdict = Verdict{static_cast<std::uint8_t>(bytes[3] % 3)}};
    judgement.value = value;
    // Up to this far into the past or into the future, but within all time there is.
    const Time far = Time(bytes[4] % 64) * scale(bytes[2]);
    if (bytes[4] < 64) judgement.onset = std::max(now_ - far, Time::zero());
    if (bytes[4] >= 64 && bytes[4] < 128) judgement.onset = now_ + std::min(far, kNever - now_);
    tracker_.judge(judgement, events_);
  }

  // Mostly a little forward, at times backwards, and now and then to one end of all time.
  void move_time(std::uint8_t by, std::uint8_t how) {
    if (how == 255) {
      now_ = by < 128 ? Time::zero() : kNever;
      return;
    }
    const Time far = Time(by) * scale(how);
    if (how % 8 == 7) {
      now_ = std::max(now_ - far, Time::zero());
    } else {
      now_ += std::min(far, kNever - now_);
    }
  }

  static std::int64_t scale(std::uint8_t how) {
    static constexpr std::int64_t kScales[] = {1'000'000, 40'000'000, 1, 1'000'000'000'000};
    return kScales[how / 8 % 4];
  }

  static double value_of(std::uint8_t byte) {
    if (byte == 255) return std::numeric_limits<double>::quiet_NaN();
    if (byte == 254) return std::numeric_limits<double>::infinity();
    if (byte == 253) return -std::numeric_limits<double>::infinity();
    return byte % 16;
  }

  static IncidentRules rules_of(std::span<const std::uint8_t, kStep> bytes) {
    IncidentRules rules{
        .bad = bytes[1] % 2 == 0 ? IncidentRules::Bad::above : IncidentRules::Bad::below,
        .raise_level = double(bytes[2] % 16),
        .clear_level = double(bytes[3] % 16)};
    if (bytes[1] & 2) rules.critical_level = bytes[4] % 16;
    rules.raise_time = Time(bytes[2]) * 10'000'000;
    if (bytes[1] & 4) rules.critical_time = Time(bytes[3]) * 20'000'000;
    rules.clear_time = Time(bytes[4]) * 10'000'000;
    if (bytes[1] & 8) rules.max_gap = Time(bytes[4]) * 100'000'000;
    return rules;
  }

  std::string check() {
    for (const Event& event : events_) {
      if (event.phase == Phase::begin) ++begins_;
      if (auto broken = invariants_.broken_by(event); !broken.empty()) return broken;
    }
    if (tracker_.open() != invariants_.open()) return "open() does not say what was told";
    return {};
  }

  IncidentNumbers numbers_;
  IncidentTracker tracker_{"fuzz", "fuzz", "level", numbers_};
  IncidentInvariants invariants_;
  Events events_;
  Time now_{};
  std::uint64_t begins_ = 0;
};

}  // namespace vqa::test
