// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace vqa {

/// Stamps of an elementary stream count 90 kHz in 33 bits.
inline constexpr std::int64_t kStampWrap = std::int64_t{1} << 33;

/// What stands in front of a piece of an elementary stream (ISO/IEC 13818-1, 2.4.3.7).
struct PesHeader {
  std::optional<std::int64_t> pts, dts;
  std::size_t length = 0;  ///< of the header; the stream goes on behind it

  /// When it has to be there: it is decoded then.
  std::optional<std::int64_t> due() const { return dts ? dts : pts; }
};

/// Nothing if the payload of a packet begins with none, or not with all of it.
std::optional<PesHeader> read_pes(std::span<const std::uint8_t> payload);

}  // namespace vqa
