// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "core/event.h"
#include "core/time.h"

namespace vqa {

/// Numbers the incidents of one element, whichever of its trackers opens them, in whatever thread.
class IncidentNumbers {
 public:
  std::uint64_t next() { return ++last_; }

 private:
  std::atomic<std::uint64_t> last_ = 0;
};

/// When something measured becomes an incident, when it gets critical, and when it is over.
/// Raising and clearing have separate levels and separate times, so that nothing flaps.
struct IncidentRules {
  enum class Bad : std::uint8_t { above, below };
  Bad bad = Bad::above;
  double raise_level = 0;  ///< bad at or beyond this
  double clear_level = 0;  ///< good when not even this is reached; between the two nothing changes
  double critical_level = std::numeric_limits<double>::quiet_NaN();  ///< NaN: none
  Severity severity = Severity::warning;                             ///< of what is raised
  Time raise_time{};            ///< bad for this long raises it
  Time critical_time = kNever;  ///< bad for this long is critical
  Time clear_time{};            ///< good for this long ends the incident
  Time max_gap = kNever;        ///< nothing seen for longer than this: what was, is unknown
};

enum class Verdict : std::uint8_t { good, undecided, bad };

/// What a detector says about one moment.
struct Judgement {
  Time time{};
  Verdict verdict = Verdict::good;
  double value = 0;
  double confidence = 1;
  std::optional<Time> onset{};  ///< when it began, if the detector knows better than `time`
};

/// Turns "bad / not bad at time t" into begin, update and end. For every begin there is exactly
/// one end, durations are never negative, and time running backwards or standing still for too
/// long closes what is open: whatever order the judgements come in.
class IncidentTracker {
 public:
  /// The strings are literals that outlive the tracker.
  IncidentTracker(std::string_view detector, std::string_view kind, std::string_view unit,
                  IncidentNumbers& numbers)
      : detector_(detector), kind_(kind), unit_(unit), numbers_(&numbers) {}

  void configure(const IncidentRules& rules) { rules_ = rules; }
  const IncidentRules& rules() const { return rules_; }

  /// Holds a measured value against the levels.
  void observe(Time time, double value, double confidence, Events& out);
  /// Takes the verdict of a detector that judges by more than a level.
  void judge(const Judgement& judgement, Events& out);
  /// Nothing more comes: closes an open incident and forgets everything.
  void finish(std::string_view reason, Events& out);

  bool open() const { return incident_ != 0; }
  /// A `sample` event of the kind that this tracker raises.
  Event sample(Time time, double value, double confidence) const;

 private:
  Event event(Phase phase, Time time, double value, double confidence) const;
  void raise_if_due(const Judgement& now, Events& out);
  void clear_if_due(const Judgement& now, Events& out);
  void close(Time time, Time until, double value, double confidence, std::string_view reason,
             Events& out);

  std::string_view detector_, kind_, unit_;
  IncidentNumbers* numbers_;
  IncidentRules rules_;

  std::optional<Judgement> last_;
  std::optional<Time> bad_since_;   ///< onset of what is, or may become, the incident
  std::optional<Time> good_since_;  ///< set while an open incident may be over
  std::optional<Time> closed_at_;   ///< end of the previous incident: the next starts no earlier
  std::uint64_t incident_ = 0;      ///< 0: none open
  Severity severity_ = Severity::info;
};

}  // namespace vqa
