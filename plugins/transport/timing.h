// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/event.h"
#include "core/incident.h"
#include "transport/habit.h"
#include "transport/programme_clocks.h"
#include "transport/tables.h"
#include "transport/unit_watch.h"

namespace vqa {

/// What is told of the clocks of a transport stream (`pcr`) and of the stamps of what is in it
/// (`pts`).
class Timing {
 public:
  struct Rules {
    ProgrammeClocks::Limits clocks{};
    UnitWatch::Limits units{};
    Time clear_time = 1s, max_gap = 10s;
  };

  Timing(std::string_view detector, IncidentNumbers& numbers)
      : pcr_(detector, "pcr", "ms", numbers), pts_(detector, "pts", "ms", numbers) {}
  void configure(const Rules& rules);

  /// `heard`: false if what is wrong with it may be nobody's fault.
  void take(const Packet& packet, bool gap, const Tables& tables, std::optional<Time> now,
            bool heard);
  void judge(Time now, Events& out);
  /// Nothing at all came for so long.
  void forgive(Time idle) { units_.forgive(idle); }
  /// Packets of any kind are missing.
  void lost() { clocks_.forget(); }
  void sample(Time now, Events& out);
  void finish(std::string_view reason, Events& out);
  /// Clocks and stamps begin anew.
  void begin_anew();

 private:
  void judge_clocks(Time now, Events& out);
  void judge_stamps(Time now, Events& out);
  double null_share();
  Rules rules_;
  ProgrammeClocks clocks_;
  UnitWatch units_;
  ProgrammeClocks::Place place_, sampled_;  ///< now, and at the last sample
  std::optional<Time> begin_;

  ProgrammeClocks::Finding clock_now_, clock_told_;  ///< since the last judgement; the last one
  UnitWatch::Finding unit_now_, unit_told_;
  Habit clock_habit_, unit_habit_;
  IncidentTracker pcr_, pts_;
};

}  // namespace vqa
