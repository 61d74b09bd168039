// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "support/harness.h"

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

inline std::string checksum(GstBuffer* buffer) {
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) return "unreadable";
  const gst::Chars sum(g_compute_checksum_for_data(G_CHECKSUM_MD5, map.data, map.size));
  gst_buffer_unmap(buffer, &map);
  return sum.get();
}

// Every begin has exactly one end, and numbers are never used again.
inline void expect_paired(const std::vector<Event>& events) {
  std::set<std::uint64_t> open, used;
  for (const auto& event : events) {
    EXPECT_GE(event.duration, Time::zero()) << to_line(event);
    if (event.phase == Phase::begin) {
      EXPECT_TRUE(used.insert(event.incident).second) << to_line(event);
      open.insert(event.incident);
    } else if (event.phase == Phase::end) {
      EXPECT_EQ(open.erase(event.incident), 1U) << to_line(event);
    } else if (event.phase == Phase::update) {
      EXPECT_TRUE(open.count(event.incident)) << to_line(event);
    }
  }
  EXPECT_TRUE(open.empty()) << to_text(events);
}

// What is open at `cut` ends because of `reason`, with a begin before it.
inline void expect_ended(const std::vector<Event>& events, const std::string& reason) {
  expect_paired(events);
  for (const auto& end : of_phase(events, Phase::end)) {
    EXPECT_EQ(detail(end, "reason"), reason) << to_text(events);
  }
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
    for (int i = 0; i < 4; ++i) {
      gst::Buffer in = video_buffer(kSpec, material()[static_cast<std::size_t>(i)]);
      GST_BUFFER_PTS(in.get()) = static_cast<GstClockTime>(i) * kFrame;
      if (i > 0) GST_BUFFER_FLAG_SET(in.get(), flags);
      const auto was_flags = GST_BUFFER_FLAGS(in.get());
      const std::string was = checksum(in.get());
      GstBuffer* const address = in.get();
      GstMemory* const memory = gst_buffer_peek_memory(address, 0);
      const gst::Buffer mine(shared ? gst_buffer_ref(in.get()) : nullptr);
      ASSERT_EQ(harness.push(std::move(in)), GST_FLOW_OK);
      const gst::Buffer out = harness.try_pull();
      ASSERT_EQ(out.get(), address);
      EXPECT_EQ(gst_buffer_n_memory(out.get()), 1U);
      EXPECT_EQ(gst_buffer_peek_memory(out.get(), 0), memory);
      EXPECT_EQ(GST_BUFFER_FLAGS(out.get()), was_flags);
      EXPECT_EQ(GST_BUFFER_PTS(out.get()), static_cast<GstClockTime>(i) * kFrame);
      EXPECT_EQ(checksum(out.get()), was);
    }
  }
};

}  // namespace vqa::test
