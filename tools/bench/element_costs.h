// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>

#include "glue/raii.h"

namespace vqa::bench {

/// What elements of a pipeline use that hand on each buffer in the thread that brought it: the CPU
/// time of that thread, from when a buffer enters until it leaves.
class ElementCosts {
 public:
  /// Watches all elements of ours that have an input and an output.
  explicit ElementCosts(GstElement* pipeline);

  /// {"vqafreeze0": {"cpu": seconds, "buffers": number, "longest": seconds}, ...}
  std::string json() const;

 private:
  /// The way through an element. One thread at a time takes it.
  struct Way {
    std::string name;
    std::int64_t entered = 0;  ///< in ns of the thread's time
    std::atomic<std::int64_t> spent{0}, buffers{0}, longest{0};
  };

  void watch(GstElement* element);
  static GstPadProbeReturn on_enter(GstPad* pad, GstPadProbeInfo* info, gpointer way);
  static GstPadProbeReturn on_leave(GstPad* pad, GstPadProbeInfo* info, gpointer way);

  std::deque<Way> ways_;
};

}  // namespace vqa::bench
