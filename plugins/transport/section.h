// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace vqa {

/// CRC-32/MPEG-2. Over a whole section, with the checksum at its end, it is 0.
std::uint32_t crc_of(std::span<const std::uint8_t> bytes);

/// Puts the sections of one PID together (ISO/IEC 13818-1, 2.4.4).
class Section {
 public:
  /// Takes the payload of a packet, and calls `whole` with each section that is complete by it.
  /// `starts`: a section begins in it; the first byte says where.
  template <class Whole>
  void add(std::span<const std::uint8_t> payload, bool starts, Whole whole) {
    if (payload.empty()) return;
    if (starts) {
      const std::size_t begin = std::min(std::size_t{1} + payload[0], payload.size());
      take(payload.subspan(1, begin - 1), whole);
      size_ = 0;
      payload = payload.subspan(begin);
    } else if (size_ == 0) {
      return;  // nobody saw its beginning
    }
    while (!payload.empty() && (size_ > 0 || payload[0] != kStuffing))
      payload = payload.subspan(take(payload, whole));
  }

  /// Packets are missing: what has begun will not be whole.
  void forget() { size_ = 0; }

 private:
  static constexpr std::uint8_t kStuffing = 0xFF;
  static constexpr std::size_t kHeader = 3;
  static constexpr std::size_t kLongest = 1024;  ///< of tables of MPEG

  std::size_t length() const { return kHeader + ((bytes_[1] & 0x0F) << 8 | bytes_[2]); }

  template <class Whole>
  std::size_t take(std::span<const std::uint8_t> payload, Whole whole) {
    std::size_t used = 0;
    while (used < payload.size()) {
      const std::size_t wanted = size_ < kHeader ? kHeader : length();
      const std::size_t more = std::min(wanted - size_, payload.size() - used);
      std::copy_n(payload.begin() + static_cast<std::ptrdiff_t>(used), more,
                  bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
      size_ += more;
      used += more;
      if (size_ < kHeader) continue;
      if (length() > kLongest) {
        size_ = 0;
        return payload.size();  // what stands behind it cannot be found
      }
      if (size_ < length()) continue;
      whole(std::span<const std::uint8_t>(bytes_.data(), size_));
      size_ = 0;
      break;
    }
    return used;
  }

  std::array<std::uint8_t, kLongest> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace vqa
