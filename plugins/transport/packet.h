// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace vqa {

inline constexpr int kPids = 8192;
inline constexpr int kPatPid = 0;
inline constexpr int kNullPid = 0x1FFF;

/// A look at the 188 bytes of a transport packet (ISO/IEC 13818-1, 2.4.3), from its sync byte on.
class Packet {
 public:
  static constexpr std::size_t kSize = 188;
  static constexpr std::uint8_t kSync = 0x47;

  explicit Packet(const std::uint8_t* bytes) : bytes_(bytes) {}

  const std::uint8_t* bytes() const { return bytes_; }
  /// Somebody on the way found that it is damaged: any of its bits may be wrong.
  bool damaged() const { return (bytes_[1] & 0x80) != 0; }
  bool starts_unit() const { return (bytes_[1] & 0x40) != 0; }
  int pid() const { return (bytes_[1] & 0x1F) << 8 | bytes_[2]; }
  bool scrambled() const { return (bytes_[3] & 0xC0) != 0; }
  bool has_payload() const { return (bytes_[3] & 0x10) != 0; }
  int counter() const { return bytes_[3] & 0x0F; }
  /// The counter, or the clock, may begin anew here.
  bool discontinuity() const { return adaptation_length() > 0 && (bytes_[5] & 0x80) != 0; }
  /// What begins here can be decoded without what was before.
  bool random_access() const { return adaptation_length() > 0 && (bytes_[5] & 0x40) != 0; }

  /// Decoding may begin with the unit that begins here.
  bool enters() const { return adaptation_length() > 0 && (bytes_[5] & 0x40) != 0; }

  /// Program clock reference, in ticks of 27 MHz.
  std::optional<std::int64_t> pcr() const {
    if (adaptation_length() < 7 || (bytes_[5] & 0x10) == 0) return std::nullopt;
    const std::int64_t base = std::int64_t{bytes_[6]} << 25 | bytes_[7] << 17 | bytes_[8] << 9 |
                              bytes_[9] << 1 | bytes_[10] >> 7;
    return base * 300 + ((bytes_[10] & 1) << 8 | bytes_[11]);
  }

  std::span<const std::uint8_t> payload() const {
    if (!has_payload()) return {};
    const std::size_t begin = has_adaptation() ? std::size_t{5} + bytes_[4] : 4;
    return begin < kSize ? std::span(bytes_ + begin, kSize - begin)
                         : std::span<const std::uint8_t>();
  }

 private:
  bool has_adaptation() const { return (bytes_[3] & 0x20) != 0; }
  /// 0 where there is none, or one that would not fit.
  int adaptation_length() const { return has_adaptation() && bytes_[4] <= 183 ? bytes_[4] : 0; }

  const std::uint8_t* bytes_;
};

}  // namespace vqa
