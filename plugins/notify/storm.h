// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// Many incidents of one kind in one stream within a minute are one storm: people are told of it
/// once, with a count, and not of each. It is over when a minute brought none.
class StormGuard {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::seconds kWindow{60};

  /// `limit`: so many within a minute are told one by one; 0: all. `element` is who speaks.
  StormGuard(unsigned limit, std::string element, IncidentNumbers& numbers)
      : limit_(limit), element_(std::move(element)), numbers_(&numbers) {}

  /// True if the event is a part of a storm. What there is to say about storms is put into `out`.
  bool folds(const Event& event, Clock::time_point now, Events& out);
  /// Ends storms that are over.
  void tick(Clock::time_point now, Events& out);

 private:
  using Kind = std::tuple<std::string, std::string, std::string>;  // label, detector, kind
  struct Storm {
    std::deque<Clock::time_point> begins;  ///< of the last minute, up to the limit
    Clock::time_point last_begin{};
    std::uint64_t incident = 0;  ///< 0: no storm
    std::uint64_t count = 0, told = 0;
    Severity severity = Severity::info;
    Event first;
    Time latest{};
  };

  void count(Storm& storm, const Event& begin, Clock::time_point now);
  Event tell(Storm& storm, Phase phase) const;

  const unsigned limit_;
  const std::string element_;
  IncidentNumbers* numbers_;
  std::map<Kind, Storm> storms_;
  std::set<std::pair<std::string, std::uint64_t>> folded_;  ///< open ones, by element and incident
};

}  // namespace vqa
