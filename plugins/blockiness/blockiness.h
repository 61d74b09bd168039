// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "blockiness/damage.h"
#include "blockiness/likelihood.h"
#include "blockiness/loss_watch.h"
#include "blockiness/pace.h"
#include "blockiness/quality.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/view.h"

namespace vqa {

struct BlockinessConfig {
  double min_confidence = 0.95;  ///< a picture this surely damaged counts
  double critical_area = 0.1;    ///< damage of this share of the picture is critical
  Time clear_duration = 1s;      ///< without damage for this long ends it

  bool measure_blockiness = true;
  double max_blockiness = 0.6;           ///< more of a grid is told of ...
  double clear_blockiness = 0.5;         ///< ... until there is less than this
  double critical_blockiness = 1;        ///< which is never
  Time blockiness_duration = 10s;        ///< for so long
  Time blockiness_clear_duration = 10s;  ///< less for this long ends it
};

/// Finds `corruption`: blocks that are torn, misplaced, smeared or grey, because something was lost
/// on the way: here, or upstream of an encoder which coded the damage as if it were the picture.
///
/// It goes by how blocks look, against their surroundings and against what they were before. A gap
/// in time, or a loss that an element in front tells of, makes it easier to believe.
///
/// And `blockiness`: how much the picture shows the blocks that it was coded in (Quality).
class Blockiness {
 public:
  using Config = BlockinessConfig;
  static constexpr std::string_view kDetector = "blockiness";

  Blockiness() { configure(Config{}); }
  void configure(const Config& config);
  void set_mask(const Mask& mask);

  void process(const VideoFrame& frame, Events& out);
  /// Appends the current measurements as `sample` events.
  void sample(Events& out) const;
  /// Nothing more comes, or what comes next has nothing to do with what was.
  void finish(std::string_view reason, Events& out);
  /// What a detector in front of this one found.
  void hear(const Event& event) { losses_.hear(event); }

  IncidentNumbers& numbers() { return numbers_; }

 private:
  static constexpr std::size_t kWeighed = 3, kEnough = 2;  ///< two of three have to be damaged
  static constexpr std::size_t kLasting = 10, kOften = 5;  ///< area in so many of so many counts

  double odds() const;
  double confidence() const;
  bool is_damage(double sure);
  double lasting_area() const;
  void describe(Event& event) const;
  bool is_suspect() const;
  void judge_damage(const VideoFrame& frame, Events& out);
  void judge_quality(const VideoFrame& frame, Events& out);
  void forget();

  Config config_;
  Pace pace_;
  DamageFinder finder_;
  Likelihood likelihood_;
  LossWatch losses_;
  Damage damage_;
  bool seen_ = false;   ///< there was something to judge
  int row_height_ = 1;  ///< 2 where only one field is looked at

  // Of the last pictures that were looked at, in turn.
  std::size_t pictures_ = 0;
  std::array<bool, kWeighed> damaged_{};
  double lasting_ = 0;  ///< the odds, on the average of half a second
  Time looked_{};
  std::optional<Time> since_;  ///< damage has been in doubt at least
  std::array<double, kLasting> areas_{};

  IncidentNumbers numbers_;
  IncidentTracker corruption_{kDetector, "corruption", "ratio", numbers_};
  Quality quality_;
  IncidentTracker blockiness_{kDetector, "blockiness", "ratio", numbers_};
  Time now_{};
};

}  // namespace vqa
