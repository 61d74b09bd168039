// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstdint>

namespace vqa::gst {

/// In front of a decoder: passes all of a compressed video stream, or nothing but its keyframes.
/// Whatever it leaves out it leaves out up to a keyframe, so that nothing is decoded that lacks
/// what it was made from. That is so at the beginning as well: a stream that is joined in the
/// middle of a group of pictures shows up with the next group.
///
/// It knows what is a keyframe by the buffers' DELTA_UNIT flag, so there has to be a parser in
/// front.
class KeyframeGate {
 public:
  /// `sink`: of the decoder. Lives as long as the pad, and may be attached to one only.
  void attach(GstPad* sink);

  /// From any thread: closing works at once, opening with the next keyframe.
  void pass_all(bool all) { all_ = all; }
  std::uint64_t dropped() const { return dropped_; }

 private:
  bool passes(GstBuffer* buffer);

  std::atomic<bool> all_ = true;
  std::atomic<std::uint64_t> dropped_ = 0;

  // Owned by the streaming thread.
  bool open_ = false;
  bool left_out_ = false;  ///< since the last buffer that passed
  unsigned waited_ = 0;    ///< buffers, for a keyframe
};

}  // namespace vqa::gst
