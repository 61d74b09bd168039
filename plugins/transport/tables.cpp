// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/tables.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace vqa {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i << 24;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc << 1) ^ ((crc & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
    table[i] = crc;
  }
  return table;
}();

constexpr int kPatId = 0, kPmtId = 2;                   // table_id
constexpr std::size_t kPatHeader = 8, kPmtHeader = 12;  // bytes before the lists
constexpr std::size_t kCrc = 4;
constexpr std::size_t kMostProgrammes = 1024;

int pid_at(Bytes bytes, std::size_t place) { return (bytes[place] & 0x1F) << 8 | bytes[place + 1]; }
std::size_t length_at(Bytes bytes, std::size_t place) {
  return static_cast<std::size_t>((bytes[place] & 0x0F) << 8 | bytes[place + 1]);
}

// Private data may be sound of kinds that MPEG has no number for; the descriptors say so
// (ETSI EN 300 468, 6.1; registrations of SMPTE).
StreamKind kind_by_descriptors(Bytes list) {
  while (list.size() >= 2) {
    const std::size_t length = std::min<std::size_t>(list[1], list.size() - 2);
    const std::string_view text(reinterpret_cast<const char*>(list.data()) + 2, length);
    switch (list[0]) {
      case 0x6A:  // AC-3
      case 0x7A:  // enhanced AC-3
      case 0x7B:  // DTS
      case 0x7C:  // AAC
        return StreamKind::audio;
      case 0x7F:                                                 // extension
        if (text.starts_with('\x15')) return StreamKind::audio;  // AC-4
        break;
      case 0x05:  // registration
        for (const char* audio : {"AC-3", "EAC3", "AC-4", "DTS", "Opus", "BSSD"})
          if (text.starts_with(audio)) return StreamKind::audio;
        for (const char* video : {"HEVC", "VC-1", "drac", "AV01"})
          if (text.starts_with(video)) return StreamKind::video;
        break;
      default:
        break;
    }
    list = list.subspan(2 + length);
  }
  return StreamKind::data;
}

StreamKind kind_of_type(int type, Bytes descriptors) {
  switch (type) {
    case 0x01:  // MPEG-1
    case 0x02:  // MPEG-2
    case 0x10:  // MPEG-4 part 2
    case 0x1B:  // H.264, and its extensions
    case 0x1F:
    case 0x20:
    case 0x21:  // JPEG 2000
    case 0x24:  // H.265
    case 0x32:  // JPEG XS
    case 0x33:  // H.266
    case 0x42:  // AVS
    case 0xD1:  // Dirac
    case 0xD2:  // AVS2
    case 0xEA:  // VC-1
      return StreamKind::video;
    case 0x03:  // MPEG-1
    case 0x04:  // MPEG-2
    case 0x0F:  // AAC
    case 0x11:
    case 0x1C:
    case 0x2D:  // MPEG-H
    case 0x2E:
    case 0x81:  // AC-3, as ATSC numbers it
    case 0x87:  // enhanced AC-3
      return StreamKind::audio;
    default:
      return kind_by_descriptors(descriptors);
  }
}

}  // namespace

std::uint32_t crc_of(Bytes bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const std::uint8_t byte : bytes) crc = (crc << 8) ^ kCrcTable[(crc >> 24) ^ byte];
  return crc;
}

Tables::Table* Tables::table_at(int pid) {
  if (pid == kPatPid) return &pat_;
  for (const auto& table : pmts_)
    if (table->pid == pid) return table.get();
  return nullptr;
}

Tables::Table* Tables::pmt_of(int pid, int programme) const {
  for (const auto& table : pmts_)
    if (table->pid == pid && table->programme == programme) return table.get();
  return nullptr;
}

Tables::Trouble Tables::trouble_with(const Table& table) const {
  return {.pid = table.pid,
          .programme = table.programme,
          .since = table.seen.value_or(begin_.value_or(Time::zero()))};
}

std::string Tables::Trouble::table() const {
  return programme == 0 ? "PAT" : "PMT of programme " + std::to_string(programme);
}

bool Tables::take(const Packet& packet, bool gap, std::optional<Time> now) {
  // Programmes may share a PID: then the table of the first puts the sections of all together.
  Table* const table = table_at(packet.pid());
  if (table == nullptr || packet.scrambled()) return true;
  if (gap) table->section.forget();
  bool good = true;
  table->section.add(packet.payload(), packet.starts_unit(), [&](Bytes section) {
    good = take_section(packet.pid(), section, now) && good;
  });
  return good;
}

bool Tables::take_section(int pid, Bytes section, std::optional<Time> now) {
  const bool is_pat = pid == kPatPid;
  const std::size_t header = is_pat ? kPatHeader : kPmtHeader;
  if (section[0] != (is_pat ? kPatId : kPmtId) || section.size() < header + kCrc) return true;
  Table* const table = is_pat ? &pat_ : pmt_of(pid, section[3] << 8 | section[4]);
  if (crc_of(section) != 0) {
    broken_ = trouble_with(table != nullptr ? *table : *table_at(pid));
    return false;
  }
  const bool is_current = (section[5] & 1) != 0;
  if (table == nullptr || !is_current) return true;
  if (table->seen && now) longest_ = std::max(longest_, *now - *table->seen);
  table->seen = now;
  // Most often it says what it said last time.
  const auto checksum = crc_of(section.first(section.size() - kCrc));
  if (std::exchange(table->checksum, checksum) == checksum) return true;
  if (is_pat) {
    read_pat(section);
  } else {
    read_pmt(section);
  }
  return true;
}

void Tables::read_pat(Bytes section) {
  const bool is_whole_list = section[7] == 0;  // no further section
  std::vector<std::unique_ptr<Table>> listed;
  if (!is_whole_list && pmts_.size() < kMostProgrammes) listed = std::move(pmts_);
  for (std::size_t at = kPatHeader; at + 4 + kCrc <= section.size(); at += 4) {
    const int programme = section[at] << 8 | section[at + 1], pid = pid_at(section, at + 2);
    const auto is_it = [=](const auto& t) {
      return t && t->programme == programme && t->pid == pid;
    };
    if (programme == 0 || std::any_of(listed.begin(), listed.end(), is_it)) continue;
    const auto old = std::find_if(pmts_.begin(), pmts_.end(), is_it);
    listed.push_back(old != pmts_.end() ? std::move(*old) : std::make_unique<Table>());
    listed.back()->programme = programme;
    listed.back()->pid = pid;
  }
  pmts_ = std::move(listed);
}

void Tables::read_pmt(Bytes section) {
  const Bytes list = section.first(section.size() - kCrc);
  for (std::size_t at = kPmtHeader + length_at(section, 10); at + 5 <= list.size();) {
    const std::size_t length = std::min(length_at(list, at + 3), list.size() - at - 5);
    streams_[static_cast<std::size_t>(pid_at(list, at + 1))] = {
        .kind = kind_of_type(list[at], list.subspan(at + 5, length)),
        .type = list[at],
        .clock = static_cast<std::uint16_t>(pid_at(section, 8))};
    at += 5 + length;
  }
}

Tables::Trouble Tables::missing_for_longest() const {
  if (!pat_.checksum) return trouble_with(pat_);
  const Table* oldest = &pat_;
  const bool none_came = std::none_of(
      pmts_.begin(), pmts_.end(), [](const auto& table) { return table->checksum.has_value(); });
  for (const auto& table : pmts_) {
    if (!table->checksum && !none_came) continue;
    if (trouble_with(*table).since < trouble_with(*oldest).since) oldest = table.get();
  }
  return trouble_with(*oldest);
}

void Tables::expect(Time now) {
  if (!begin_) begin_ = now;
}

void Tables::expect_anew(Time now) {
  begin_ = now;
  pat_.seen.reset();
  for (const auto& table : pmts_) table->seen.reset();
}

void Tables::forgive(Time idle) {
  const auto shift = [idle](std::optional<Time>& seen) {
    if (seen) *seen += idle;
  };
  shift(begin_);
  shift(pat_.seen);
  for (const auto& table : pmts_) shift(table->seen);
}

StreamKind Tables::kind_of(int pid) const {
  const bool is_table =
      pid == kPatPid ||
      std::any_of(pmts_.begin(), pmts_.end(), [pid](const auto& t) { return t->pid == pid; });
  return is_table ? StreamKind::tables : stream_of(pid).kind;
}

bool Tables::known() const {
  return std::any_of(pmts_.begin(), pmts_.end(),
                     [](const auto& table) { return table->checksum.has_value(); });
}

void Tables::forget() { *this = {}; }

}  // namespace vqa
