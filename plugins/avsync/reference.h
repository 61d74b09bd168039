// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <deque>
#include <optional>

#include "avsync/evidence.h"
#include "avsync/match.h"
#include "avsync/tracks.h"

namespace vqa {

/// Holds picture and sound against those of another tap of the same programme. What both lag by is
/// how long the way was; what they differ by is an offset.
class Reference {
 public:
  // Ours.
  void see(Time time, const PictureCells& cells);
  void hear(const SoundPrints& row);
  // Theirs.
  void add(const ReferencePicture& picture);
  void add(const SoundPrints& row);
  bool given() const { return !pictures_.empty() || !sounds_.empty(); }

  /// What can be said of what was before `now`.
  std::optional<Estimate> look(Time now);
  /// Why nothing can be.
  const char* reason() const { return reason_; }
  /// What comes next has nothing to do with what was; the reference is still the same.
  void reset();

 private:
  std::optional<Lag> hear_out(Span window);
  std::optional<Lag> look_through(Span window, Time around);
  std::optional<Estimate> compare(Span window);
  std::optional<Estimate> unknown(const char* why);

  std::deque<OwnPicture> own_pictures_;
  SoundTrack own_sounds_;
  std::deque<ReferencePicture> pictures_;
  SoundTrack sounds_;

  std::optional<Time> lag_;  ///< of the picture, once it is found
  double share_ = 1;         ///< of their picture that ours shows
  int unanswered_ = 0;       ///< windows in a row
  Time looked_{};
  const char* reason_ = "no reference";
};

}  // namespace vqa
