// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <optional>

#include "core/time.h"

namespace vqa {

/// Running time goes on where a source begins anew. That of packets from a network does so by
/// itself, for it is when they came; that of playlists and of many a connection begins at zero
/// again.
class Seam {
 public:
  /// The next data is that of a source that begins anew, after such a pause.
  void cut(Time pause) {
    pause_ = pause;
    offset_.reset();
  }
  /// What is added to all running times since the last cut, the first of which is this.
  Time offset(Time running) {
    if (!offset_) offset_ = running >= end_ ? Time::zero() : end_ + pause_ - running;
    return *offset_;
  }
  /// Data got this far.
  void reach(Time running) { end_ = std::max(end_, running); }

 private:
  Time end_{}, pause_{};
  std::optional<Time> offset_ = Time::zero();
};

}  // namespace vqa
