// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "audio/sample_clock.h"
#include "core/view.h"

namespace vqa {

/// About 10 ms of sound, each channel by itself, full scale = 1.
struct Slice {
  Time time{};  ///< running time of its beginning
  Time duration{};
  int rate = 0;
  bool joined = true;       ///< it goes on where the one before ended
  bool left_right = false;  ///< the first two channels are the left and the right of one sound
  std::vector<std::vector<float>> channels{};

  std::size_t frames() const { return channels.empty() ? 0 : channels.front().size(); }
  Time end() const { return time + duration; }
};

/// Cuts sound into slices of one length, so that nothing depends on how it came in buffers.
class Slicer {
 public:
  /// A block comes. Returns whether it may be related to what came before: not so if it is of
  /// another kind, or from an earlier time.
  bool begin(const AudioBlock& block);
  /// Takes frames of the block from `from` on, and returns how many: up to the end of a slice.
  std::size_t add(const AudioBlock& block, std::size_t from);
  /// The slice that is complete now, or null.
  const Slice* take();
  void reset();

 private:
  void start(const AudioBlock& block);

  SampleClock clock_;
  Slice slice_;
  std::size_t filled_ = 0;
  bool started_ = false, lost_ = false;
};

}  // namespace vqa
