// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/video/video.h>

#include <atomic>
#include <memory>
#include <string>

#include "avsync/avsync.h"
#include "avsync/gathering.h"
#include "avsync/look.h"
#include "avsync/passage.h"
#include "avsync/reference_file.h"
#include "glue/raii.h"
#include "glue/reporter.h"

namespace vqa::gst {

/// The two streams of an element around AvSync. The thread of each side looks at what comes by and
/// notes what is to be known of it. The notes of both are judged by one thread at a time, whichever
/// comes by, so that events keep their order; it sends them along with its own stream.
class TwoSides {
 public:
  explicit TwoSides(GstElement* element);
  TwoSides(const TwoSides&) = delete;
  TwoSides& operator=(const TwoSides&) = delete;

  static void add_templates(GstElementClass* klass);

  Reporter& reporter() { return reporter_; }
  /// Reads or changes the settings, from any thread.
  template <class Use>
  void with_config(Use use) {
    const ObjectLock lock(element_);
    use(config_);
    config_changed_ = true;
  }

  /// Streams may flow. An empty path is no file; false, after an element error, if one is no good.
  bool start(const std::string& record, const std::string& reference);
  /// No thread comes by any more.
  void stop();

 private:
  Passage::Watchers watchers(Passage& passage, void (TwoSides::*look)(GstBuffer*));
  template <class Work>
  void guarded(Work work);

  // In the thread of a side.
  bool is_blind(Passage& passage, bool& blind);
  void see(GstBuffer* buffer);
  void hear(GstBuffer* buffer);
  Time interval(GstBuffer* buffer) const;
  void before(Passage& passage, GstEvent* event);
  void after(Passage& passage, GstEvent* event);
  void take_caps(Passage& passage, GstEvent* event);
  void announce(Passage& passage, GstEvent* event);
  void finish(Passage& passage, const char* reason);

  // In one thread at a time.
  template <class Work>
  void judge(Passage& passage, GstClockTime pts, Work work);
  void take_settings();
  void take_reference();

  GstElement* element_;
  Reporter reporter_;

  // Guarded by the object lock.
  AvSyncConfig config_{};
  bool config_changed_ = false;
  std::atomic<bool> speech_ = AvSyncConfig{}.speech;

  std::atomic<bool> overloaded_ = false;

  // Each owned by the thread of its side.
  bool picture_blind_ = false, sound_blind_ = false;
  GstVideoInfo video_;
  GstAudioInfo audio_;
  PictureLook picture_look_;
  SoundLook sound_look_;

  // Owned by the one thread that judges.
  Gathering gathering_;
  AvSync avsync_;
  Events events_;
  GstSegment segment_;  ///< of the buffer that was judged last

  // There while streams flow.
  std::unique_ptr<ReferenceRecorder> recorder_;
  std::unique_ptr<ReferenceFollower> follower_;
  std::atomic<bool> playing_ = false;
  Passage picture_, sound_;  ///< use all of the above
};

}  // namespace vqa::gst
