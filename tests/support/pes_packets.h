// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

#include "support/transport_packets.h"

namespace vqa::test {

struct PesSpec {
  std::int64_t pts = -1, dts = -1;  ///< ticks of 90 kHz
};

/// What stands in front of a unit of an elementary stream, of the picture or of the sound.
inline Bytes make_pes(const PesSpec& spec) {
  const int stamps = spec.dts >= 0 ? 2 : spec.pts >= 0 ? 1 : 0;
  Bytes pes = {0,
               0,
               1,
               0xE0,
               0,
               0,
               0x80,
               static_cast<std::uint8_t>((stamps > 0 ? stamps + 1 : 0) << 6),
               static_cast<std::uint8_t>(5 * stamps)};
  for (int i = 0; i < stamps; ++i) {
    const std::int64_t stamp = i == 0 ? spec.pts : spec.dts;
    const int mark = i == 0 ? stamps + 1 : 1;
    for (const std::int64_t byte :
         {mark << 4 | (stamp >> 30 & 7) << 1 | 1, stamp >> 22 & 0xFF, (stamp >> 15 & 0x7F) << 1 | 1,
          stamp >> 7 & 0xFF, (stamp & 0x7F) << 1 | 1})
      pes.push_back(static_cast<std::uint8_t>(byte));
  }
  return pes;
}

}  // namespace vqa::test
