// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "audio/config.h"
#include "audio/slicer.h"
#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// How loud a channel is, whatever its offset, and however it clicks.
class LevelMeter {
 public:
  static constexpr std::size_t kSlices = 10;  ///< 100 ms

  void take(const Slice& slice, std::size_t channel, double quiet);
  bool ready() const { return count_ >= kSlices; }
  /// RMS in dBFS of a sine's peak: all but the loudest 20 of the last 100 ms.
  double level() const { return level_; }
  /// The last slice that was not quiet has ended then.
  Time loud_until() const { return loud_until_; }
  /// Nothing but one and the same value has come since then, if it has.
  std::optional<Time> constant_since() const { return constant_since_; }

 private:
  struct Sums {
    double sum = 0, squares = 0;
  };
  void watch_constant(const Slice& slice, const std::vector<float>& samples);

  std::array<Sums, kSlices> last_{};
  std::size_t count_ = 0;
  double level_ = 0;
  Time loud_until_{};
  float value_ = 0;
  std::optional<Time> constant_since_;
};

/// Finds that nothing is to be heard, in all channels or in one of left and right.
class Silence {
 public:
  Silence(std::string_view detector, IncidentNumbers& numbers);
  void configure(const AudioConfig& config);
  void process(const Slice& slice, Events& out);
  /// Appends how loud it is.
  void sample(Time time, Events& out) const;
  void finish(std::string_view reason, Events& out);
  /// Level of the loudest channel; none while it is off, and at first.
  std::optional<double> loudest() const;

 private:
  void judge_all(const Slice& slice, Events& out);
  void judge_channel(const Slice& slice, std::size_t channel, Events& out);
  Verdict verdict_of(double level) const;

  AudioConfig config_;
  std::vector<LevelMeter> meters_;
  std::array<std::optional<Time>, 2> alive_;  ///< when left and right were heard well
  IncidentTracker all_;
  std::array<IncidentTracker, 2> channel_;
};

}  // namespace vqa
