// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/event.h"
#include "core/incident.h"
#include "core/time.h"

namespace vqa {

/// Finds pictures that keep stopping for a moment. Every stream has a rhythm in which new pictures
/// come: film shown at 30 or 60 frames a second repeats some of them, a cartoon shows each twice or
/// three times. A hold is a picture that stays much longer than this rhythm lets expect, while
/// everything around it moves, and that the picture leaves with a jump. One may be an accident of
/// the scene, three in ten seconds are not.
class Stutter {
 public:
  explicit Stutter(IncidentNumbers& numbers);

  /// `hold`: a picture that stays for less is no hold.
  void configure(Time hold) { shortest_ = hold; }
  /// `change` is the second largest change of a block since the frame before, `energy` the mean
  /// change, both in luma steps.
  void process(Time now, float change, float energy, Events& out);
  /// Nothing to see for a while: a picture that is gone is not held.
  void interrupt() { begun_ = false; }
  void finish(std::string_view reason, Events& out);

 private:
  struct Hold {
    Time start{}, end{};
  };
  /// A frame that differs from the one before it.
  struct Move {
    Time time{}, interval{};
    float energy = 0;
  };
  struct Rhythm {
    Time interval{};   ///< four of five new pictures come within this after the one before
    float energy = 0;  ///< what a new picture usually changes
  };

  void begin_rest(Time now);
  void rest(float change);
  bool moves(float change);
  std::optional<Rhythm> rhythm(Time now);
  void note(Time now, float energy);
  bool is_hold(Time now, float energy);
  void judge(Time now, bool held, Events& out);

  Time shortest_ = 200ms;
  IncidentTracker tracker_;

  std::array<float, 64> changes_{};  ///< of the latest frames
  std::size_t change_count_ = 0;
  std::vector<float> sorted_;
  std::vector<Time> intervals_;

  std::array<Move, 640> moves_{};  ///< of the latest seconds
  std::size_t move_count_ = 0;
  bool begun_ = false;
  Time last_move_{};
  float usual_change_ = 0;
  double rest_change_ = 0;   ///< sum over the frames since the last move
  double rest_largest_ = 0;  ///< of one of them: a keyframe may come
  int rest_frames_ = 0;
  std::array<Hold, 16> holds_{};
  std::size_t hold_count_ = 0;
};

}  // namespace vqa
