// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "supervise/options.h"

namespace vqa::supervise {

/// Looks at the heartbeat of a monitor (the file of vqanotify::heartbeat-file), and judges.
class Pulse {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::string_view kNobodyKnowsWhy = "lost no data";

  Pulse(std::string path, const Options& options)
      : path_(std::move(path)),
        hang_timeout_(options.hang_timeout),
        lost_patience_(options.lost_patience),
        patience_(options.lost_patience) {}

  /// A monitor begins: forgets the heartbeat of the one before.
  void begin(Clock::time_point now);
  void look(Clock::time_point now);

  /// What the monitor said of its stream: "running", "lost ..."; "starting" before that.
  const std::string& stream() const { return stream_; }
  /// Since when it has said that.
  Clock::time_point since() const { return since_; }
  bool hangs(Clock::time_point now) const { return now - last_ > hang_timeout_; }
  /// Nobody can say why there is no data, so it may be the monitor's own trouble.
  bool may_be_blind(Clock::time_point now) const;
  /// That was tried, and did not help: it is tried more rarely.
  void be_patient() { patience_ = std::min(patience_ * 2, Seconds(3600)); }

 private:
  const std::string path_;
  const Seconds hang_timeout_, lost_patience_;
  Seconds patience_;
  Clock::time_point looked_{}, last_{}, since_{};
  long long stamp_ = 0;
  std::string stream_;
};

}  // namespace vqa::supervise
