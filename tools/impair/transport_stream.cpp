// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/transport_stream.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

namespace vqa::impair {
namespace {

constexpr std::size_t kPacket = TransportStream::kPacket;
constexpr std::int64_t kClock = 90000;  // ticks of a time stamp in a second
constexpr int kNone = -1;

int pid_of(const std::uint8_t* bytes) { return (bytes[0] & 0x1F) << 8 | bytes[1]; }

bool begins_unit(const std::uint8_t* packet) { return (packet[1] & 0x40) != 0; }
bool carries(const std::uint8_t* packet) { return (packet[3] & 0x10) != 0; }

// Where in a packet that carries something this begins, behind what else there may be.
std::size_t payload_of(const std::uint8_t* packet) {
  const std::size_t more = (packet[3] & 0x20) != 0 ? 1U + packet[4] : 0U;
  return std::min(4 + more, kPacket);
}

// The section that begins in a packet: from its table id on, without its checksum.
struct Section {
  const std::uint8_t* first = nullptr;
  const std::uint8_t* end = nullptr;
};

Section section_of(const std::uint8_t* packet) {
  const std::uint8_t* last = packet + kPacket;
  const std::uint8_t* pointer = packet + payload_of(packet);
  if (pointer >= last) return {};
  const std::uint8_t* first = pointer + 1 + *pointer;
  if (first + 3 > last) return {};
  const std::ptrdiff_t length = (first[1] & 0x0F) << 8 | first[2];
  return {first, std::min(first + 3 + length - 4, last)};
}

// The table of the first programme (ISO/IEC 13818-1, 2.4.4.3).
int find_table(const std::uint8_t* packet) {
  const Section section = section_of(packet);
  for (const std::uint8_t* at = section.first + 8; section.first && at + 4 <= section.end;
       at += 4) {
    if (at[0] != 0 || at[1] != 0) return pid_of(at + 2);
  }
  return kNone;
}

// The first stream that is a picture (2.4.4.8).
int find_picture(const std::uint8_t* packet) {
  const Section section = section_of(packet);
  if (section.first == nullptr || section.first + 12 > section.end) return kNone;
  const std::uint8_t* at =
      section.first + 12 + ((section.first[10] & 0x0F) << 8 | section.first[11]);
  for (; at + 5 <= section.end; at += 5 + ((at[3] & 0x0F) << 8 | at[4])) {
    for (const int type : {0x01, 0x02, 0x1B, 0x24}) {  // MPEG-1, MPEG-2, H.264, H.265
      if (at[0] == type) return pid_of(at + 1);
    }
  }
  return kNone;
}

// The time of presentation in a PES header (2.4.3.6), in ticks.
std::int64_t stamp_of(const std::uint8_t* pes) {
  return static_cast<std::int64_t>(pes[9] >> 1 & 0x07) << 30 | pes[10] << 22 |
         static_cast<std::int64_t>(pes[11] >> 1) << 15 | pes[12] << 7 | pes[13] >> 1;
}

}  // namespace

Problem TransportStream::read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  bytes.assign(std::istreambuf_iterator<char>(file), {});
  if (!file) return "cannot read " + path;
  if (auto problem = take_apart()) return path + ": " + *problem;
  return std::nullopt;
}

Problem TransportStream::write(const std::string& path) const {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.flush();
  if (!file) return "cannot write " + path;
  return std::nullopt;
}

Problem TransportStream::take_apart() {
  constexpr std::size_t kLongestHeader = 14;  // of what is read of it
  int table = kNone, picture = kNone;
  std::int64_t origin = 0;
  packets.clear();
  times.clear();
  for (std::size_t at = 0; at + kPacket <= bytes.size(); at += kPacket) {
    const std::uint8_t* packet = &bytes[at];
    if (packet[0] != 0x47) return std::string("it is no transport stream");
    const int pid = pid_of(packet + 1);
    if (!carries(packet)) continue;
    if (pid == 0 && table == kNone) table = find_table(packet);
    if (pid == table && picture == kNone) picture = find_picture(packet);
    if (pid != picture) continue;
    std::size_t header = payload_of(packet);
    if (begins_unit(packet) && header + kLongestHeader <= kPacket) {
      const std::uint8_t* pes = packet + header;
      const std::int64_t stamp = stamp_of(pes);
      if (times.empty()) origin = stamp;
      times.push_back((stamp - origin) * 1'000'000'000 / kClock);
      header = std::min(header + 9 + pes[8], kPacket);
    }
    if (!times.empty()) packets.push_back({at, header, times.size() - 1});
  }
  if (times.empty()) return std::string("it holds no picture");
  return std::nullopt;
}

void TransportStream::remove(const std::vector<bool>& marked) {
  std::vector<VideoPacket> kept;
  std::size_t to = 0, from = 0;
  const auto keep_until = [&](std::size_t end) {
    std::memmove(&bytes[to], &bytes[from], end - from);
    to += end - from;
    from = end;
  };
  for (std::size_t i = 0; i < packets.size(); ++i) {
    keep_until(packets[i].at);
    if (marked[i]) {
      from += kPacket;
    } else {
      kept.push_back(packets[i]);
      kept.back().at = to;
    }
  }
  keep_until(bytes.size());
  bytes.resize(to);
  packets = std::move(kept);
}

void TransportStream::renumber() {
  if (packets.empty()) return;
  int counter = continuity(packets.front());
  for (const VideoPacket& packet : packets) {
    std::uint8_t& byte = bytes[packet.at + 3];
    byte = static_cast<std::uint8_t>((byte & 0xF0) | (counter & 0x0F));
    ++counter;
  }
}

int TransportStream::gaps() const {
  int count = 0;
  for (std::size_t i = 1; i < packets.size(); ++i) {
    if (continuity(packets[i]) != ((continuity(packets[i - 1]) + 1) & 0x0F)) ++count;
  }
  return count;
}

}  // namespace vqa::impair
