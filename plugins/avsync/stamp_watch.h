// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "avsync/config.h"
#include "avsync/sample_drift.h"
#include "avsync/side.h"
#include "avsync/stamps.h"
#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// What the stamps of one side tell by themselves: gaps and overlaps, and that it stopped.
class StampWatch {
 public:
  StampWatch(std::string_view detector, Side side, IncidentNumbers& numbers);
  void configure(const AvSyncConfig& config);
  /// Are stamps made of when packets came? Then they jump until enough of these are known.
  void set_live(bool live) { live_ = live; }

  void take(const Stamp& stamp, Events& out);
  void announce(Time until) { stamps_.announce(until); }
  /// The other side has come to `now`, and has been alone for `missing`.
  void watch(Time now, Time missing, Events& out);
  void finish(std::string_view reason, Events& out);

 private:
  void judge_gap(Time now, const std::optional<Stamps::Jump>& jump, Events& out);
  void describe_gap(std::size_t from, Events& out) const;
  void describe_stop(std::size_t from, Events& out) const;

  Side side_;
  AvSyncConfig config_;
  Stamps stamps_;
  IncidentTracker gap_, stop_;
  bool live_ = false;
  std::optional<Time> joined_;  ///< its first stamp
  Time largest_{}, sum_{};      ///< of the open incident
  int count_ = 0;
  bool announced_ = false;
};

/// Tells when the clock of the sound drifts away.
class DriftWatch {
 public:
  DriftWatch(std::string_view detector, IncidentNumbers& numbers);
  void configure(const AvSyncConfig& config);

  void take(const Stamp& stamp, std::uint64_t frames, int rate, Events& out);
  /// In ppm, if known.
  std::optional<double> ppm() const;
  void finish(std::string_view reason, Events& out);

 private:
  void describe(std::size_t from, Events& out) const;

  AvSyncConfig config_;
  SampleDrift drift_;
  IncidentTracker tracker_;
};

}  // namespace vqa
