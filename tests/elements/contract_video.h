// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "elements/contract.h"

namespace vqa::test {

inline constexpr VideoSpec kSpec{};
inline constexpr GstClockTime kFrame = GST_SECOND / 25;

inline const std::vector<Still>& material() {
  static const std::vector<Still> pictures = freeze_pictures(kSpec);
  return pictures;
}
// Ends while the freeze is going on.
inline const std::vector<Still>& broken_off() {
  static const std::vector<Still> pictures = freeze_pictures(kSpec, {.held = 2.5, .after = 0});
  return pictures;
}

inline void clear_stamps(std::vector<Event>& events) {
  for (auto& event : events) {
    event.stream_time.reset();
    event.timestamp.reset();
  }
}

/// What every video detector owes to the stream that passes through it, and to those who read its
/// events. A detector that finds nothing in a freeze must keep all of it too.
class VideoContract : public testing::TestWithParam<std::string> {
 protected:
  struct Run {
    VideoSpec spec = kSpec;
    const std::vector<Still>* pictures = &material();
    Harness::Setup setup{};
  };
  std::vector<Event> events_of(const Run& run) const {
    Harness harness(GetParam(), run.setup);
    harness.set_caps(run.spec);
    harness.play(run.spec, *run.pictures);
    harness.push_event(gst_event_new_eos());
    return harness.bus().events();
  }
  std::string log_of(const Run& run) const { return to_text(events_of(run)); }

  // Samples make the comparison mean something for a detector that finds nothing here.
  static void sample_often(GstElement* element) {
    g_object_set(element, "sample-interval", guint64{GST_SECOND / 5}, nullptr);
  }

  void expect_untouched(GstBufferFlags flags, bool shared) const {
    Harness harness(GetParam());
    harness.set_caps(kSpec);
    for (guint i = 0; i < 4; ++i) {
      gst::Buffer buffer = video_buffer(kSpec, material()[i]);
      GST_BUFFER_PTS(buffer.get()) = i * kFrame;
      if (i > 0) GST_BUFFER_FLAG_SET(buffer.get(), flags);
      expect_same_out(harness, std::move(buffer), shared);
    }
  }
};

}  // namespace vqa::test
