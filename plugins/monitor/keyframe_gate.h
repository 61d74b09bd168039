// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstdint>
#include <memory>

namespace vqa::gst {

/// In front of decoders: passes all of a compressed video stream, or nothing but its keyframes.
/// Whatever it leaves out it leaves out up to a keyframe, so that nothing is decoded that lacks
/// what it was made from. That is so at the beginning as well: a stream that is joined in the
/// middle of a group of pictures shows up with the next group.
///
/// It knows what is a keyframe by the buffers' DELTA_UNIT flag, so there has to be a parser in
/// front.
class KeyframeGate {
 public:
  /// The sink pad of a decoder, or of any number of them.
  void attach(GstPad* sink);

  /// From any thread: closing works at once, opening with the next keyframe.
  void pass_all(bool all) { shared_->all = all; }
  /// Buffers left out so far.
  std::uint64_t left_out() const { return shared_->left_out; }

 private:
  struct Shared {
    std::atomic<bool> all = true;
    std::atomic<std::uint64_t> left_out = 0;
  };
  struct Stream;  ///< goes with its pad

  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace vqa::gst
