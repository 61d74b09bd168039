// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/time.h"
#include "transport/packet.h"
#include "transport/section.h"

namespace vqa {

enum class StreamKind : std::uint8_t { unknown, video, audio, data, tables };

/// What a PMT says of a stream.
struct ListedStream {
  StreamKind kind = StreamKind::unknown;
  std::uint8_t type = 0;    ///< the number of its codec
  std::uint16_t clock = 0;  ///< PID with the clock of its programme; 0: unknown
};

/// The two tables without which nothing can be decoded: the PAT, which lists the programmes, and of
/// each programme the PMT, which lists its streams (ISO/IEC 13818-1, 2.4.4).
class Tables {
 public:
  struct Trouble {
    int pid = 0;
    int programme = 0;  ///< 0: the PAT
    Time since{};       ///< when it was seen whole for the last time

    std::string table() const;  ///< "PAT", "PMT of programme 5"
  };

  Tables() : streams_(kPids) {}

  /// `gap`: packets of its PID are missing before it. `now`: nothing where time is unknown. Returns
  /// false if the packet ends a table whose checksum is wrong: broken() says which.
  bool take(const Packet& packet, bool gap, std::optional<Time> now);
  const Trouble& broken() const { return broken_; }

  /// The table that has been missing for longest. A PMT that never came is not missed as long as
  /// that of another programme did: recordings keep one programme, and the PAT of all.
  Trouble missing_for_longest() const;
  /// Tables are missed from now on if they do not come, unless they are already.
  void expect(Time now);
  /// They have had no reason to come before.
  void expect_anew(Time now);
  /// Nothing at all arrived for so long, which is no fault of the tables.
  void forgive(Time idle);

  StreamKind kind_of(int pid) const;
  ListedStream stream_of(int pid) const { return streams_[static_cast<std::size_t>(pid)]; }
  /// The longest time from one table to the next of its kind, since the last call.
  Time take_longest() { return std::exchange(longest_, Time::zero()); }
  /// Is it known which stream is which?
  bool known() const;
  void forget();

 private:
  struct Table {
    Section section;
    int programme = 0;
    int pid = 0;
    std::optional<Time> seen;
    std::optional<std::uint32_t> checksum;  ///< of what was read last
  };

  bool take_section(int pid, std::span<const std::uint8_t> section, std::optional<Time> now);
  void read_pat(std::span<const std::uint8_t> section);
  void read_pmt(std::span<const std::uint8_t> section);
  Trouble trouble_with(const Table& table) const;
  Table* table_at(int pid);
  Table* pmt_of(int pid, int programme) const;

  std::optional<Time> begin_;  ///< of what is watched
  Table pat_;
  std::vector<std::unique_ptr<Table>> pmts_;
  std::vector<ListedStream> streams_;
  Time longest_{};
  Trouble broken_;
};

}  // namespace vqa
