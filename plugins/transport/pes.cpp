// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/pes.h"

#include <array>

namespace vqa {
namespace {

constexpr std::size_t kFixed = 9;  // bytes, up to the length of what may be in a header
constexpr std::size_t kStamp = 5;

// These have no such header, but their content at once: padding, tables of streams, private data of
// the second kind, and the like (table 2-21).
constexpr std::array<std::uint8_t, 8> kPlain = {0xBC, 0xBE, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF};

std::int64_t stamp_at(std::span<const std::uint8_t> bytes) {
  return std::int64_t{bytes[0] >> 1 & 7} << 30 | bytes[1] << 22 | (bytes[2] >> 1) << 15 |
         bytes[3] << 7 | bytes[4] >> 1;
}

}  // namespace

std::optional<PesHeader> read_pes(std::span<const std::uint8_t> payload) {
  if (payload.size() < kFixed || payload[0] != 0 || payload[1] != 0 || payload[2] != 1)
    return std::nullopt;
  for (const std::uint8_t plain : kPlain)
    if (payload[3] == plain) return std::nullopt;
  const int has = payload[7] >> 6;  // 2: a PTS, 3: a DTS as well
  PesHeader header{.pts = {}, .dts = {}, .length = kFixed + payload[8]};
  const std::size_t wanted = (has == 3 ? 2 : has == 2 ? 1 : 0) * kStamp;
  if ((payload[6] & 0xC0) != 0x80 || payload[8] < wanted || header.length > payload.size())
    return std::nullopt;
  if (has >= 2) header.pts = stamp_at(payload.subspan(kFixed));
  if (has == 3) header.dts = stamp_at(payload.subspan(kFixed + kStamp));
  return header;
}

}  // namespace vqa
