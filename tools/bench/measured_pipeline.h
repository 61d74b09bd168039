// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "glue/raii.h"

namespace vqa::bench {

/// A pipeline that says on standard output, in lines of JSON, what its detectors say, and when.
class MeasuredPipeline {
 public:
  /// Streams end in the element `end`, or else in `pictures`, or `sound`. Throws
  /// std::runtime_error, as all here.
  explicit MeasuredPipeline(const std::string& description);
  ~MeasuredPipeline();
  MeasuredPipeline(const MeasuredPipeline&) = delete;
  MeasuredPipeline& operator=(const MeasuredPipeline&) = delete;

  /// Plays. Says when, and what CPU time it took to get there.
  void start();
  /// Until everything has gone through.
  void wait_for_end();
  /// The element of that name; nothing if there is none.
  gst::Element element(const std::string& name) const;

  /// Until so many buffers, since the beginning, have come to the ends.
  void wait_for_buffers(std::int64_t count);

  /// When running time 0 was, in us of the monotonic clock; once it plays.
  std::int64_t base_time() const;
  GstElement* get() const { return pipeline_.get(); }
  /// What was said since the last call.
  std::string take_verdicts();

 private:
  static GstBusSyncReply on_message(GstBus*, GstMessage* message, gpointer self);
  static GstPadProbeReturn on_end(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  void note(GstMessage* message);
  void watch_ends(GstElement* ends);

  gst::Element pipeline_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string verdicts_, error_;
  bool over_ = false;
  std::int64_t arrived_ = 0;
};

/// What this process used so far, in seconds.
double cpu_time();
/// A line for whoever runs this process.
void say(const std::string& line);

}  // namespace vqa::bench
