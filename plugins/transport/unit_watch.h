// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "transport/packet.h"
#include "transport/tables.h"
#include "transport/unit_kind.h"

namespace vqa {

/// Watches the units of the picture and of the sound (what a PES packet holds: a picture, or some
/// frames of sound): how large they are, of what kind, and whether their stamps (PTS, DTS) come
/// often enough, and in time by the clock of their programme.
class UnitWatch {
 public:
  struct Limits {
    Time interval = 700ms, lead = 10s;  ///< 0: any will do
  };
  enum class Fault : std::uint8_t { none, interval, late, early };
  struct Finding {
    Fault fault = Fault::none;
    int pid = -1;
    StreamKind kind = StreamKind::unknown;
    Time value{};  ///< from stamp to stamp; its lead over the clock
  };

  UnitWatch() : places_(kPids, kNone) {}

  /// A packet in which no unit begins. `gap`: packets of that PID are missing before it.
  void go_on(const Packet& packet, bool gap) {
    const std::uint8_t place = places_[static_cast<std::size_t>(packet.pid())];
    if (place == kNone) return;
    Stream& stream = streams_[place];
    stream.unit += static_cast<std::int64_t>(packet.payload().size());
    if (gap) stream.stamped.reset();
  }
  /// One in which one begins. `clock`: of its programme, in 27 MHz.
  Finding begin(const Packet& packet, bool gap, const ListedStream& listed,
                std::optional<std::int64_t> clock, std::optional<Time> now, const Limits& limits);
  /// Nothing at all came for so long, which is no fault of the stamps.
  void forgive(Time idle) {
    for (Stream& stream : streams_)
      if (stream.stamped) *stream.stamped += idle;
  }
  /// What comes has nothing to do with what was.
  void forget();

  /// What was seen since the last call, of one stream.
  struct Measured {
    int pid = -1;
    StreamKind kind = StreamKind::unknown;
    std::array<std::int64_t, 5> units{};  ///< by UnitKind
    std::int64_t bytes = 0, largest = 0;
    Time longest{};                  ///< from stamp to stamp
    std::optional<Time> least_lead;  ///< over the clock

    std::int64_t count() const;
    std::string text() const;
  };
  std::vector<Measured> take_measured();

 private:
  static constexpr std::uint8_t kNone = 0xFF;
  static constexpr std::size_t kMost = 64;  ///< streams
  struct Stream {
    int type = 0;
    std::optional<Time> stamped;  ///< when the last stamp came
    std::int64_t unit = 0;        ///< bytes of the one that has begun
    bool begun = false;
    Measured measured{};
  };

  static bool is_watched(StreamKind kind) {
    return kind == StreamKind::video || kind == StreamKind::audio;
  }
  Stream* stream_at(int pid, const ListedStream& listed);
  static Finding judge(Stream& stream, std::int64_t due, bool gap,
                       std::optional<std::int64_t> clock, std::optional<Time> now,
                       const Limits& limits);

  std::vector<std::uint8_t> places_;
  std::vector<Stream> streams_;
};

}  // namespace vqa
