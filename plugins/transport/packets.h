// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "transport/packet.h"

namespace vqa {

/// Cuts bytes, in pieces of any size, into packets: every 188 bytes; every 192, as on Blu-ray and
/// in recordings, where four bytes of time stand before each packet; or every 204, where sixteen of
/// error correction stand behind it. Nothing is copied but a packet that two pieces share.
///
///   packets.add(bytes);
///   while (const auto packet = packets.next()) ...
class Packets {
 public:
  /// The bytes have to stay where they are until next() has nothing more.
  void add(std::span<const std::uint8_t> bytes) { input_ = bytes; }
  /// The packet is good until the next call.
  std::optional<Packet> next();

  /// Packets since the last call that are none, because the sync byte was not where it should be.
  /// What comes before the first packet is not counted.
  std::int64_t take_broken();

  bool in_sync() const { return stride_ != 0 && !hunting_; }
  /// From packet to packet; 0 before the first.
  std::size_t stride() const { return stride_; }

  /// What comes next has nothing to do with what came.
  void reset();

 private:
  static constexpr std::size_t kLargest = 204;
  static constexpr std::size_t kSyncsToTrust = 5;  ///< as many as ETSI TR 101 290, 5.2.1, wants
  static constexpr std::size_t kWindow = kSyncsToTrust * kLargest;

  bool find_sync();
  std::size_t sync_at(std::size_t offset) const;
  bool syncs(std::size_t offset, std::size_t stride, std::size_t count) const;
  void skip();
  void drop(std::size_t count);
  void fill(std::size_t size);

  std::span<const std::uint8_t> input_;
  std::array<std::uint8_t, kWindow> kept_{};  ///< what stands before the input
  std::size_t kept_from_ = 0, kept_to_ = 0;
  std::size_t to_skip_ = 0;  ///< bytes until the next packet
  std::size_t stride_ = 0;
  bool hunting_ = true;
  std::size_t hunted_ = 0;  ///< bytes without a packet, since sync was lost
  std::int64_t told_ = 0, broken_ = 0;
};

}  // namespace vqa
