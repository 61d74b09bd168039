// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/event.h"
#include "glue/raii.h"
#include "monitor/keyframe_gate.h"
#include "monitor/overload.h"

namespace vqa::gst {

/// Looks a few times a second how much of a stream that comes at its own pace waits in front of its
/// video decoders, and has these get keyframes only while it is too much. A process that does not
/// get its turns finds out by that its own ones are late.
class OverloadWatch {
 public:
  struct Listener {
    std::function<void(const Event&)> tell;
    std::function<void(bool overloaded)> changed;
  };

  /// `decode`: where decoders come and go.
  void attach(GstBin* bin, GstElement* decode, Listener listener);

  /// While the stream plays. `at_its_pace`: nobody can make the stream wait. Else a backlog is
  /// nothing but a full buffer.
  void start(bool at_its_pace);
  void stop();
  /// A streaming thread, before data goes on: has the watch had no turn for long? Then nobody had,
  /// and this data must not be judged before the watch gets to say so.
  void look_at_watch();

 private:
  void add(GstElement* element);
  void remove(GstElement* element);
  void make_room(GstElement* decodebin) const;
  void work();
  Time backlog();
  void judge(Time backlog);
  void finish();
  void send(Events& events);

  GstBin* bin_ = nullptr;
  Listener listener_;
  KeyframeGate gate_;
  bool at_its_pace_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool quit_ = false;
  std::vector<Element> decoders_;
  std::thread thread_;
  std::atomic<std::chrono::steady_clock::time_point> last_turn_;
  std::atomic<bool> starved_ = false;

  Overload overload_;  ///< of the thread
};

}  // namespace vqa::gst
