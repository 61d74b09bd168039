// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "glue/clip_event.h"
#include "transport/clip_recorder.h"

namespace vqa::gst {

/// Keeps the stream that passes an element as soon as somebody downstream says that clips of it may
/// be wanted, and sends them there.
class ClipKeeper {
 public:
  /// Takes what is asked of it, from any thread. False: that is something else.
  bool take(GstEvent* event);

  // From the streaming thread:
  bool keeps() const { return keeps_; }
  void add(std::span<const std::uint8_t> bytes, Time now);
  /// Sends what is complete.
  void send(GstPad* src);
  /// The stream is over, or another one comes: what is not complete ends here.
  void finish(GstPad* src);

 private:
  void take_requests(Time now);

  std::mutex mutex_;
  std::vector<ClipRequest> requests_;
  std::atomic<bool> asked_ = false;  ///< there are requests

  bool keeps_ = false;
  Time now_{};
  ClipRecorder recorder_;
};

}  // namespace vqa::gst
