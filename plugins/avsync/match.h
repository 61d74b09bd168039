// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <deque>
#include <optional>

#include "avsync/tracks.h"

namespace vqa {

/// When something is here that was at the other tap before: our time minus theirs.
struct Lag {
  Time lag{};
  double height = 0, margin = 0;  ///< see Peak
  bool exact = false;             ///< picture by picture, of the same rate
};

struct Span {
  Time from{}, to{};
};

/// Where the sound of `window` is in the reference, with a lag within `range`.
std::optional<Lag> match_sound(const SoundTrack& own, const SoundTrack& reference, Span window,
                               Span range);
/// The same roughly, wherever in the reference it is.
std::optional<Lag> find_sound(const SoundTrack& own, const SoundTrack& reference, Span window);
/// Where the picture is, of which we may see the middle only (see print_of).
std::optional<Lag> match_picture(const std::deque<OwnPicture>& own,
                                 const std::deque<ReferencePicture>& reference, Span window,
                                 Span range, double share);

}  // namespace vqa
