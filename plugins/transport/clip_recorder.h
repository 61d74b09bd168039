// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/time.h"
#include "transport/packets.h"
#include "transport/tables.h"

namespace vqa {

/// Keeps the last seconds of a transport stream as it came, and cuts clips out of it that a player
/// can begin with: at a key frame, with the tables in front. What does not belong to a packet
/// (junk, the times of recordings) is left out, so a clip has packets of 188 bytes.
class ClipRecorder {
 public:
  using Bytes = std::vector<std::uint8_t>;
  struct Clip {
    std::string name;
    Bytes bytes;
  };
  static constexpr std::size_t kMostBytes = 64 << 20;

  /// `most`: bytes of stream that are kept, whatever is asked for.
  explicit ClipRecorder(std::size_t most = kMostBytes) : most_(most) {}

  /// This much of the past will be wanted; what comes from now on is kept for as long.
  void keep(Time before) { before_ = before; }
  void add(std::span<const std::uint8_t> bytes, Time now);
  /// A clip from before one time until another, which may be still to come.
  void want(const std::string& name, Time from, Time to) { wanted_.push_back({name, from, to}); }
  /// Nothing more comes, or what comes next has nothing to do with what was: clips end here.
  void finish();
  /// Those that are complete.
  std::vector<Clip> take_clips() { return std::exchange(clips_, {}); }

 private:
  struct Part {
    Time begin{};
    bool is_key = false;  ///< begins with a picture that needs none before it
    Bytes tables;         ///< as they were when it began
    Bytes bytes;
  };
  struct Wanted {
    std::string name;
    Time from, to;
  };

  void take(const Packet& packet, Time now);
  void take_table(const Packet& packet);
  bool is_key(const Packet& packet) const;
  void begin_part(bool is_key, Time now);
  void drop_old(Time now);
  void complete(Time until);
  Bytes cut(Time from) const;

  const std::size_t most_;
  Time before_{};
  Packets packets_;
  Tables tables_;
  std::map<int, Bytes> table_packets_;  ///< by PID, those of the last one
  std::deque<Part> parts_;
  std::size_t size_ = 0;
  Time now_{};
  std::vector<Wanted> wanted_;
  std::vector<Clip> clips_;
};

}  // namespace vqa
