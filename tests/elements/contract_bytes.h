// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "elements/contract.h"
#include "support/pes_packets.h"
#include "support/transport_packets.h"

namespace vqa::test {

inline constexpr GstClockTime kSlot = 40 * GST_MSECOND;
inline constexpr int kPicture = 0x100, kSound = 0x101;

/// A transport stream as buffers of 40 ms, with tables and a clock in each. From `lossy_from` on,
/// a packet of the picture is missing before every one of `losses` buffers.
struct TransportMaterial {
  int slots = 100;
  int lossy_from = 40;
  int losses = 5;
  int tables_every = 1;
  int clocks_every = 1, stamps_every = 1;  ///< 0: none
  int lead = 500;                          ///< of stamps over the clock, in ms
};
inline std::vector<Bytes> transport_slots(const TransportMaterial& material) {
  std::vector<Bytes> slots;
  Mux mux;
  for (int i = 0; i < material.slots; ++i) {
    if (i >= material.lossy_from && i < material.lossy_from + material.losses)
      mux.skip(kPicture, 1);
    if (i % material.tables_every == 0) {
      mux.add_section(0, make_pat({{1, 0x1000}}));
      mux.add_section(0x1000, make_pmt(1, {{0x1B, kPicture}, {0x0F, kSound}}));
    }
    const auto comes = [i](int every) { return every > 0 && i % every == 0; };
    const std::int64_t ms = 40 * std::int64_t{i};
    mux.add({.pid = kPicture, .pcr = comes(material.clocks_every) ? 27'000 * ms : -1});
    const bool stamped = comes(material.stamps_every);
    mux.add({.pid = kPicture, .starts = stamped},
            stamped ? make_pes({.pts = 90 * (ms + material.lead)}) : Bytes{});
    mux.add({.pid = kPicture});
    mux.add({.pid = kSound});
    slots.push_back(mux.take());
  }
  return slots;
}

inline gst::Buffer byte_buffer(const Bytes& bytes) {
  gst::Buffer buffer(gst_buffer_new_allocate(nullptr, bytes.size(), nullptr));
  gst_buffer_fill(buffer.get(), 0, bytes.data(), bytes.size());
  return buffer;
}

inline void set_ts_caps(Harness& harness, int packetsize = 188) {
  gst_harness_set_src_caps(*harness,
                           gst_caps_new_simple("video/mpegts", "systemstream", G_TYPE_BOOLEAN, TRUE,
                                               "packetsize", G_TYPE_INT, packetsize, nullptr));
}

/// Pushes it with times from `start` on, and drops what comes out.
inline void play_slots(Harness& harness, const std::vector<Bytes>& slots, GstClockTime start = 0) {
  for (const auto& bytes : slots) {
    gst::Buffer buffer = byte_buffer(bytes);
    GST_BUFFER_PTS(buffer.get()) = start;
    start += kSlot;
    ASSERT_EQ(harness.push(std::move(buffer)), GST_FLOW_OK);
    ASSERT_NE(harness.try_pull(), nullptr);
  }
}

}  // namespace vqa::test
