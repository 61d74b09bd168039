// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "transport/section.h"

namespace vqa::test {

using Bytes = std::vector<std::uint8_t>;

struct PacketSpec {
  int pid = 0x100;
  int counter = 0;
  bool payload = true;
  bool adaptation = false;
  bool discontinuity = false;
  bool damaged = false;
  bool starts = false;
  bool scrambled = false;
  std::int64_t pcr = -1;  ///< ticks of 27 MHz
  int fill = 0;           ///< what the payload is made of
};

inline Bytes make_packet(const PacketSpec& spec) {
  Bytes packet(188, static_cast<std::uint8_t>(spec.fill));
  const bool adaptation = spec.adaptation || spec.discontinuity || spec.pcr >= 0 || !spec.payload;
  packet[0] = 0x47;
  packet[1] = static_cast<std::uint8_t>((spec.damaged ? 0x80 : 0) | (spec.starts ? 0x40 : 0) |
                                        spec.pid >> 8);
  packet[2] = static_cast<std::uint8_t>(spec.pid);
  packet[3] = static_cast<std::uint8_t>((spec.scrambled ? 0x80 : 0) | (adaptation ? 0x20 : 0) |
                                        (spec.payload ? 0x10 : 0) | (spec.counter & 15));
  if (!adaptation) return packet;
  packet[4] = spec.payload ? 7 : 183;
  packet[5] =
      static_cast<std::uint8_t>((spec.discontinuity ? 0x80 : 0) | (spec.pcr >= 0 ? 0x10 : 0));
  const std::int64_t base = spec.pcr / 300, rest = spec.pcr % 300;
  for (int i = 0; i < 4; ++i) packet[6U + static_cast<unsigned>(i)] = base >> (25 - 8 * i) & 0xFF;
  packet[10] = static_cast<std::uint8_t>((base & 1) << 7 | 0x7E | rest >> 8);
  packet[11] = static_cast<std::uint8_t>(rest);
  return packet;
}

/// Header and content of a section become a whole one.
inline Bytes make_section(int table, int id, const Bytes& content) {
  const std::size_t length = content.size() + 9;
  Bytes section = {static_cast<std::uint8_t>(table),
                   static_cast<std::uint8_t>(0xB0 | length >> 8),
                   static_cast<std::uint8_t>(length),
                   static_cast<std::uint8_t>(id >> 8),
                   static_cast<std::uint8_t>(id),
                   0xC1,
                   0,
                   0};
  section.insert(section.end(), content.begin(), content.end());
  const std::uint32_t crc = crc_of(section);
  for (int shift = 24; shift >= 0; shift -= 8)
    section.push_back(static_cast<std::uint8_t>(crc >> shift));
  return section;
}

inline Bytes make_pat(std::initializer_list<std::pair<int, int>> programmes) {
  Bytes content;
  for (const auto& [programme, pid] : programmes)
    for (const int byte : {programme >> 8, programme, 0xE0 | pid >> 8, pid})
      content.push_back(static_cast<std::uint8_t>(byte));
  return make_section(0, 1, content);
}

struct StreamSpec {
  int type, pid;
  Bytes descriptors{};
};
inline Bytes make_pmt(int programme, const std::vector<StreamSpec>& streams) {
  Bytes content = {0xE1, 0x00, 0xF0, 0x00};
  for (const auto& [type, pid, descriptors] : streams) {
    for (const int byte : {type, 0xE0 | pid >> 8, pid, 0xF0, static_cast<int>(descriptors.size())})
      content.push_back(static_cast<std::uint8_t>(byte));
    content.insert(content.end(), descriptors.begin(), descriptors.end());
  }
  return make_section(2, programme, content);
}

/// A multiplexer: keeps the counters, and appends packets to `bytes`.
class Mux {
 public:
  /// `begin`: what its payload begins with.
  void add(PacketSpec spec, const Bytes& begin = {}) {
    int& counter = counters_[spec.pid];
    if (spec.payload) counter = (counter + 1) & 15;
    spec.counter = counter;
    spec.fill = static_cast<int>(++filled_ * 37 & 0xFF);
    Bytes packet = make_packet(spec);
    const int place = (packet[3] & 0x20) != 0 ? 5 + packet[4] : 4;
    std::copy(begin.begin(), begin.end(), packet.begin() + place);
    append(packet);
  }
  void add_section(int pid, const Bytes& section) {
    std::size_t done = 0;
    for (bool first = true; first || done < section.size(); first = false) {
      int& counter = counters_[pid];
      counter = (counter + 1) & 15;
      Bytes packet = make_packet({.pid = pid, .counter = counter, .starts = first, .fill = 0xFF});
      std::size_t at = 4;
      if (first) packet[at++] = 0;
      for (; at < packet.size() && done < section.size(); ++at) packet[at] = section[done++];
      append(packet);
    }
  }
  void skip(int pid, int packets) { counters_[pid] = (counters_[pid] + packets) & 15; }
  void append(const Bytes& more) { bytes_.insert(bytes_.end(), more.begin(), more.end()); }
  Bytes take() { return std::exchange(bytes_, {}); }

 private:
  std::map<int, int> counters_;
  unsigned filled_ = 0;
  Bytes bytes_;
};

}  // namespace vqa::test
