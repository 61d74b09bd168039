// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/event.h"
#include "core/incident.h"
#include "transport/continuity.h"
#include "transport/habit.h"
#include "transport/losses.h"
#include "transport/packets.h"
#include "transport/stream_clock.h"
#include "transport/tables.h"
#include "transport/timing.h"

namespace vqa {

struct TransportConfig {
  Time psi_timeout = 500ms;      ///< PAT and PMT have to come this often: ETSI TR 101 290, 5.2.1
  Time pcr_interval = 100ms;     ///< clocks have to come this often: 5.2.2 there, (2.3)
  Time pcr_jitter = 1ms;         ///< and to be at their place; as `tsp -P pcrverify` has it
  Time pts_interval = 700ms;     ///< stamps have to come this often: 5.2.2, (2.5)
  Time max_lead = 10s;           ///< of a stamp over the clock: ISO/IEC 13818-1, 2.4.2.3, H.264
  int critical_loss = 100;       ///< packets lost in one incident
  Time critical_duration = 10s;  ///< losses go on for this long, or a table is away
  Time clear_duration = 1s;      ///< without losses
};

/// Finds what is wrong with an MPEG transport stream before anything is decoded: packets that are
/// missing or damaged (`loss`), tables that are (`psi`), clocks (`pcr`) and stamps (`pts`) that do
/// not come or are wrong.
class Transport {
 public:
  using Config = TransportConfig;
  static constexpr std::string_view kDetector = "transport";

  Transport() { configure(Config{}); }
  void configure(const Config& config);

  /// `time`: when they came, if anybody knows. `discont`: they may not follow on those before.
  void process(std::span<const std::uint8_t> bytes, std::optional<Time> time, bool discont,
               Events& out);
  /// Appends how many packets were lost since the last sample.
  void sample(Events& out);
  /// Nothing more comes, or what comes next has nothing to do with what was.
  void finish(std::string_view reason, Events& out);

  /// When the last packet came, as far as is known.
  Time now() const { return clock_.now().value_or(Time::zero()); }
  IncidentNumbers& numbers() { return numbers_; }

 private:
  void take(const Packet& packet, Events& out);
  bool watch_counter(const Packet& packet);
  bool joining() const;
  void judge(Events& out);
  void judge_losses(Time now, Events& out);
  void judge_tables(Time now, Events& out);
  Details details_of_trouble() const;

  Config config_;
  Packets packets_;
  Continuity continuity_;
  Tables tables_;
  StreamClock clock_;
  std::optional<Time> begin_, judged_;

  Losses losses_;            ///< of the incident
  bool lost_now_ = false;    ///< something got lost since the last judgement
  bool broken_now_ = false;  ///< a table was wrong since then
  Tables::Trouble trouble_;  ///< the last one
  bool is_broken_ = false;   ///< and its kind
  Habit psi_habit_;

  // For samples.
  std::int64_t packets_seen_ = 0, lost_before_ = 0, lost_told_ = 0;

  IncidentNumbers numbers_;
  IncidentTracker loss_{kDetector, "loss", "count", numbers_};
  IncidentTracker psi_{kDetector, "psi", "s", numbers_};
  Timing timing_{kDetector, numbers_};
};

}  // namespace vqa
