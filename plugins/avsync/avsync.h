// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "avsync/config.h"
#include "avsync/lip_baseline.h"
#include "avsync/look.h"
#include "avsync/markers.h"
#include "avsync/meeting.h"
#include "avsync/opinion.h"
#include "avsync/reference.h"
#include "avsync/speech.h"
#include "avsync/stamp_watch.h"
#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// Judges whether sound and picture belong together: `offset`, by what is in them, and `shift`,
/// when speech says that it changed; and, by their stamps, `gap`, `drift`, and `stop`, which is one
/// side without the other. Offsets are positive when the sound is late.
///
/// The two sides come in any order, and none is waited for: what is in them is judged in steps of
/// their common time, once both have got there.
class AvSync {
 public:
  using Config = AvSyncConfig;
  static constexpr std::string_view kDetector = "avsync";

  AvSync();
  void configure(const Config& config);

  /// Do the two come in time, rather than as fast as they can?
  void set_live(bool live) {
    meeting_.set_live(live);
    for (auto& stamps : stamps_) stamps.set_live(live);
  }
  // What the threads of the two sides noted. `others_wait`: whoever gets the other side keeps it
  // waiting, and nothing is missing if it does not come.
  void take(const PictureNote& note, bool others_wait, Events& out);
  void take(const SoundNote& note, bool others_wait, Events& out);
  /// What another tap of the programme noted.
  template <class Note>
  void take_reference(const Note& note) {
    reference_.add(note);
  }
  /// The stream says that on this side there is nothing until then.
  void announce(Side side, Time until) { stamps_[index(side)].announce(until); }
  /// Nothing more comes on this side: then step() judges what is known, and finish() ends it.
  void leave(Side side) { meeting_.leave(side); }

  /// Judges one step, if both sides have got there.
  bool step(Events& out);
  /// The end of the last step.
  Time now() const { return now_; }
  /// Appends the current measurement.
  void sample(Events& out) const;
  /// What is open on this side, and between the two, is over.
  void finish(Side side, std::string_view reason, Events& out);
  /// Both are over, and whatever comes next has nothing to do with them.
  void restart();

 private:
  void come(Side side, Time time, const Stamp& stamp, bool others_wait, Events& out);
  void judge_offset(Events& out);
  void judge_shift(Events& out);
  void tell(IncidentTracker& tracker, double limit, const Opinion::Belief& belief, Events& out);
  void finish_offset(std::string_view reason, Events& out);
  Details details() const;
  const char* reason_unknown() const;

  Config config_;
  Meeting meeting_;
  Markers markers_;
  Reference reference_;
  Speech speech_;
  LipBaseline lips_;
  Opinion opinion_;

  IncidentNumbers numbers_;
  std::array<StampWatch, 2> stamps_;
  DriftWatch drift_;
  IncidentTracker late_, early_;  ///< by their limits; both of the kind `offset`
  IncidentTracker shift_;

  std::optional<Time> next_;  ///< the end of the next step
  Time now_{}, known_at_{}, heard_at_{};
  std::uint64_t steps_ = 0, known_ = 0;
};

}  // namespace vqa
