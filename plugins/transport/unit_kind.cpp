// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/unit_kind.h"

#include <cstddef>
#include <iterator>
#include <optional>

namespace vqa {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr UnitKind kByDelimiter[] = {UnitKind::intra, UnitKind::predicted};

/// Reads the codes of variable length in which H.264 writes small numbers (9.1 there).
class BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes) {}

  std::optional<unsigned> number() {
    int zeros = 0;
    for (int bit = next(); bit == 0; bit = next()) ++zeros;
    if (over_ || zeros > 16) return std::nullopt;
    unsigned value = 1;
    for (int i = 0; i < zeros; ++i) value = value << 1 | static_cast<unsigned>(next());
    return over_ ? std::nullopt : std::optional(value - 1);
  }

 private:
  int next() {
    if (at_ / 8 >= bytes_.size()) {
      over_ = true;
      return 1;
    }
    const int bit = bytes_[at_ / 8] >> (7 - at_ % 8) & 1;
    ++at_;
    return bit;
  }

  Bytes bytes_;
  std::size_t at_ = 0;
  bool over_ = false;
};

UnitKind of_slice(Bytes slice) {
  BitReader bits(slice);
  bits.number();  // where it begins
  const auto type = bits.number();
  if (!type) return UnitKind::unknown;
  switch (*type % 5) {
    case 0:
    case 3:
      return UnitKind::predicted;
    case 1:
      return UnitKind::between;
    default:
      return UnitKind::intra;
  }
}

/// Calls `found` with what stands behind each start code, until it returns a kind.
template <class Found>
UnitKind scan(Bytes bytes, Found found) {
  for (std::size_t i = 0; i + 4 < bytes.size(); ++i) {
    if (bytes[i] != 0 || bytes[i + 1] != 0 || bytes[i + 2] != 1) continue;
    if (const UnitKind kind = found(bytes.subspan(i + 3)); kind != UnitKind::unknown) return kind;
  }
  return UnitKind::unknown;
}

UnitKind of_h264(Bytes picture) {
  return scan(picture, [](Bytes unit) {
    const int type = unit[0] & 0x1F;
    if (type == 5) return UnitKind::key;
    return type == 1 ? of_slice(unit.subspan(1)) : UnitKind::unknown;
  });
}

// Where the kind stands in its slices depends on tables sent elsewhere, so the delimiter has to do:
// it says what may be in the picture.
UnitKind of_h265(Bytes picture) {
  UnitKind delimited = UnitKind::unknown;
  const UnitKind coded = scan(picture, [&](Bytes unit) {
    const int type = unit[0] >> 1 & 0x3F;
    if (type >= 16 && type <= 23) return UnitKind::key;
    if (type == 35 && unit.size() > 2) {
      const std::size_t holds = unit[2] >> 5;
      delimited = holds < std::size(kByDelimiter) ? kByDelimiter[holds] : UnitKind::between;
    }
    return UnitKind::unknown;
  });
  return coded != UnitKind::unknown ? coded : delimited;
}

UnitKind of_mpeg2(Bytes picture) {
  return scan(picture, [](Bytes unit) {
    if (unit[0] != 0x00) return UnitKind::unknown;  // not a picture, but what stands before it
    const int type = unit[2] >> 3 & 7;
    return type >= 1 && type <= 3 ? static_cast<UnitKind>(type + 1) : UnitKind::unknown;
  });
}

}  // namespace

UnitKind unit_kind(int type, bool enters, Bytes picture) {
  if (enters) return UnitKind::key;
  switch (type) {
    case 0x01:
    case 0x02:
      return of_mpeg2(picture);
    case 0x1B:
      return of_h264(picture);
    case 0x24:
      return of_h265(picture);
    default:
      return UnitKind::unknown;
  }
}

}  // namespace vqa
