// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/block_map.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/masked_grid.h"
#include "core/shade.h"
#include "core/view.h"
#include "freeze/evidence.h"
#include "freeze/history.h"
#include "freeze/rest.h"
#include "freeze/sound_evidence.h"
#include "freeze/stutter.h"

namespace vqa {

struct FreezeConfig {
  Time min_duration = 2s;       ///< frozen for this long is a warning
  Time critical_duration = 5s;  ///< frozen for this long is critical
  Time clear_duration = 1s;     ///< motion for this long ends the freeze
  double noise = 2.6;           ///< change of a block, in luma steps, that is not yet motion
  Time stutter_hold = 200ms;    ///< a picture that stays for less is no part of a stutter
  Time stall_timeout = 1s;      ///< no picture for this long is a warning; 0 never asks
};

/// Finds pictures that stopped moving (`freeze`), that stand still and may well be meant to
/// (`still`), and that keep stopping for a moment (`stutter`).
///
/// A picture at rest is found by holding each frame's block means against those of an anchor frame
/// (Rest), once for the whole picture and once letting a part of it live: a clock, a logo, a
/// ticker. Why it rests is found by looking back at how it came to rest (EvidenceScale). A picture
/// of one shade has nothing that could move: it is none of these; nor is it `still` with a logo.
class Freeze {
 public:
  using Config = FreezeConfig;
  static constexpr std::string_view kDetector = "freeze";

  Freeze();
  void configure(const Config& config);
  void set_mask(const Mask& mask) { blocks_.set_mask(mask); }

  void process(const VideoFrame& frame, Events& out);
  /// Appends the current measurement as a `sample` event.
  void sample(Events& out) const;
  /// Nothing more comes, or what comes next has nothing to do with what was.
  void finish(std::string_view reason, Events& out);

  IncidentNumbers& numbers() { return numbers_; }
  /// What is heard beside the picture; null if nobody listens.
  void share(std::shared_ptr<SoundLog> sound) { sound_ = std::move(sound); }

 private:
  /// A rest and what is known about its cause.
  struct Watch {
    Rest rest;
    bool whole;  ///< nothing may live but a single block
    Evidence evidence{};
    Time next_weighing{};

    bool frozen() const { return evidence.says == Evidence::Says::stopped; }
  };
  enum class Sight : std::uint8_t { nothing_yet, masked, flat, clear };

  Sight look(const VideoFrame& frame);
  void forget();
  void follow();
  void weigh(Watch& watch);
  const BlockFlags& not_at_rest(const Watch& watch);
  const Watch* frozen() const;
  bool resting() const;
  void judge_freeze(Events& out);
  void judge_still(Events& out);
  void judge_stutter(Events& out);
  void describe(const Watch& watch, Event& event) const;
  SoundSays sound_at(Time onset) const;

  Config config_;
  MaskedGrid blocks_;
  BlockMapper mapper_;
  BlockValues current_, previous_;
  BlockValues activity_;  ///< of the current picture
  Shade shade_;           ///< of the current picture
  History history_;
  EvidenceScale scale_;
  BlockValues changes_;    ///< since the last frame: scratch
  BlockFlags ignored_;     ///< masked, or living: scratch
  BlockFlags living_;      ///< scratch
  BlockFlags frozen_but_;  ///< of the open freeze: masked, or living

  IncidentNumbers numbers_;
  IncidentTracker freeze_{kDetector, "freeze", "level", numbers_};
  IncidentTracker still_{kDetector, "still", "level", numbers_};
  Stutter stutter_{numbers_};

  Sight sight_ = Sight::nothing_yet;
  Time now_{};
  int compared_ = 0;  ///< frames that could be held against another
  Watch whole_, part_;
  std::shared_ptr<const SoundLog> sound_;
};

}  // namespace vqa
