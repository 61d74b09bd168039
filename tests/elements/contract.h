// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/harness.h"

namespace vqa::test {

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

// What comes out is what went in, down to the address of its memory.
inline void expect_same_out(Harness& harness, gst::Buffer in, bool shared) {
  GstBuffer* const address = in.get();
  const auto flags = GST_BUFFER_FLAGS(address);
  const auto pts = GST_BUFFER_PTS(address), dts = GST_BUFFER_DTS(address);
  const std::string was = checksum(address);
  GstMemory* const memory = gst_buffer_peek_memory(address, 0);
  const guint memories = gst_buffer_n_memory(address);
  const gst::Buffer mine(shared ? gst_buffer_ref(address) : nullptr);
  ASSERT_EQ(harness.push(std::move(in)), GST_FLOW_OK);
  const gst::Buffer out = harness.try_pull();
  ASSERT_EQ(out.get(), address);
  EXPECT_EQ(gst_buffer_n_memory(out.get()), memories);
  EXPECT_EQ(gst_buffer_peek_memory(out.get(), 0), memory);
  EXPECT_EQ(GST_BUFFER_FLAGS(out.get()), flags);
  EXPECT_EQ(GST_BUFFER_PTS(out.get()), pts);
  EXPECT_EQ(GST_BUFFER_DTS(out.get()), dts);
  EXPECT_EQ(checksum(out.get()), was);
}

}  // namespace vqa::test
