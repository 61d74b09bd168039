// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/continuity.h"

#include <algorithm>
#include <cstring>

namespace vqa {
namespace {

/// Tells packets apart that differ in what they carry. (A copy may differ in its clock reference,
/// which stands in the first twelve bytes.)
std::uint64_t content_of(const Packet& packet) {
  std::uint64_t mix = 0;
  for (const std::size_t place : {12, 52, 100, 140, 180}) {
    std::uint64_t word = 0;
    std::memcpy(&word, packet.bytes() + place, sizeof word);
    mix = (mix ^ word) * 0x9E3779B97F4A7C15U;  // 2^64 over the golden ratio
  }
  return mix;
}

}  // namespace

Continuity::Gap Continuity::take(const Packet& packet) {
  if (packet.pid() == kNullPid) return {};
  Pid& pid = pids_[static_cast<std::size_t>(packet.pid())];
  if (!packet.has_payload()) {
    // It does not count. But it may announce that the counter of the next one begins anew.
    if (packet.discontinuity()) pid.counter = -1;
    return {};
  }
  const int counter = packet.counter();
  const int before = pid.counter;
  const std::uint64_t content = content_of(packet);
  const bool copy = counter == before && content == pid.content;
  const bool again = copy && pid.repeated;
  pid = {.content = content,
         .counter = static_cast<std::int8_t>(counter),
         .counts = pid.counts || (before >= 0 && counter != before),
         .repeated = copy};
  if (before < 0 || packet.discontinuity()) return {};
  // Each packet may be sent twice. Three times is an error by TR 101 290, 5.2.1 (1.4).
  if (copy) return {.found = again && pid.counts, .lost = 0};
  const int lost = (counter - before - 1) & 0x0F;
  return {.found = lost > 0 && pid.counts, .lost = pid.counts ? lost : 0};
}

void Continuity::forget() { std::fill(pids_.begin(), pids_.end(), Pid{}); }

}  // namespace vqa
