// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "impair/programme.h"

namespace vqa::impair {

/// A packet that carries a part of the picture.
struct VideoPacket {
  std::size_t at = 0;      ///< where it begins in the stream
  std::size_t header = 0;  ///< bytes of it before the coded picture
  std::size_t unit = 0;    ///< the access unit that it belongs to
};

/// A transport stream in memory, with its first picture stream taken apart.
struct TransportStream {
  static constexpr std::size_t kPacket = 188;

  std::vector<std::uint8_t> bytes;
  std::vector<VideoPacket> packets;  ///< of the picture, those that carry something
  std::vector<std::int64_t> times;   ///< of each access unit, in ns from the first picture on

  Problem read(const std::string& path);
  Problem write(const std::string& path) const;

  int continuity(const VideoPacket& packet) const { return bytes[packet.at + 3] & 0x0F; }
  /// Takes away those packets of the picture that are marked.
  void remove(const std::vector<bool>& marked);
  /// Counts anew, as if nothing had ever been missing.
  void renumber();
  /// How often packets are missing by their counters.
  int gaps() const;

 private:
  Problem take_apart();
};

}  // namespace vqa::impair
