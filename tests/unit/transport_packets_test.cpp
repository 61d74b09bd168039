// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/transport_packets.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "support/allocations.h"
#include "transport/packets.h"

namespace vqa::test {
namespace transport_packets_test {

/// Packets whose PID is their number, with `before` and `behind` bytes around each.
Bytes numbered(int first, int count, int before = 0, int behind = 0) {
  Bytes bytes;
  for (int i = first; i < first + count; ++i) {
    bytes.insert(bytes.end(), static_cast<std::size_t>(before), 0xAB);
    const Bytes packet = make_packet({.pid = i, .fill = 0x11});
    bytes.insert(bytes.end(), packet.begin(), packet.end());
    bytes.insert(bytes.end(), static_cast<std::size_t>(behind), 0xCD);
  }
  return bytes;
}
Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

struct Cut {
  std::vector<int> pids;
  std::int64_t broken = 0;
};

Cut cut(Packets& packets, const Bytes& bytes, std::size_t piece = 1 << 20) {
  Cut result;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const Bytes part(
        bytes.begin() + static_cast<std::ptrdiff_t>(at),
        bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), at + piece)));
    packets.add(part);
    while (const auto packet = packets.next()) result.pids.push_back(packet->pid());
    result.broken += packets.take_broken();
  }
  return result;
}
Cut cut(const Bytes& bytes, std::size_t piece = 1 << 20) {
  Packets packets;
  return cut(packets, bytes, piece);
}
std::vector<int> numbers(int first, int count) {
  std::vector<int> all;
  for (int i = first; i < first + count; ++i) all.push_back(i);
  return all;
}

TEST(Packets, AreFoundAtEveryDistanceInPiecesOfAnySize) {
  struct {
    int before, behind;
    std::size_t stride;
  } const kKinds[] = {{0, 0, 188}, {4, 0, 192}, {0, 16, 204}};
  for (const auto& kind : kKinds) {
    for (const std::size_t piece : {1, 7, 100, 187, 188, 189, 192, 204, 1000, 1316, 4096}) {
      Packets packets;
      const Cut all = cut(packets, numbered(0, 40, kind.before, kind.behind), piece);
      EXPECT_EQ(all.pids, numbers(0, 40)) << kind.stride << " in pieces of " << piece;
      EXPECT_EQ(all.broken, 0);
      EXPECT_EQ(packets.stride(), kind.stride);
    }
  }
}

TEST(Packets, BeginWhereverOneJoins) {
  const Bytes stream = numbered(0, 40);
  for (const std::ptrdiff_t missing : {1, 50, 187}) {
    const Cut all = cut(Bytes(stream.begin() + missing, stream.end()), 1000);
    EXPECT_EQ(all.pids, numbers(1, 39)) << missing;
    EXPECT_EQ(all.broken, 0) << "what was before one joined is not missing";
  }
}

TEST(Packets, WithoutSyncByteAreCountedAndLeftOut) {
  Bytes stream = numbered(0, 40);
  stream[10 * 188] = 0x00;
  const Cut all = cut(stream, 1000);
  auto expected = numbers(0, 40);
  expected.erase(expected.begin() + 10);
  EXPECT_EQ(all.pids, expected);
  EXPECT_EQ(all.broken, 1);
}

TEST(Packets, AreFoundAgainAfterBytesWentMissing) {
  for (const int missing : {1, 100, 187}) {
    Bytes stream = numbered(0, 40);
    stream.erase(stream.begin() + 10 * 188 + 5, stream.begin() + 10 * 188 + 5 + missing);
    const Cut all = cut(stream, 1000);
    ASSERT_GE(all.pids.size(), 38U) << missing;
    EXPECT_EQ(all.pids.back(), 39);
    EXPECT_EQ(all.broken, 1);
  }
}

TEST(Packets, AreFoundAgainAfterNoise) {
  Bytes noise(20 * 188);
  std::mt19937 random(1);
  for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
  for (const std::size_t piece : {1, 188, 5000}) {
    const Cut all = cut(numbered(0, 10) + noise + numbered(100, 20), piece);
    ASSERT_EQ(all.pids.size(), 30U) << piece;
    EXPECT_EQ(all.broken, 20);
  }
}

TEST(Packets, MayChangeTheirDistance) {
  const Cut all = cut(numbered(0, 10) + numbered(100, 20, 4), 1000);
  ASSERT_GE(all.pids.size(), 29U);
  EXPECT_EQ(all.pids.back(), 119);
}

TEST(Packets, AreNotFoundInWhatIsNone) {
  EXPECT_TRUE(cut(Bytes(100000, 0x46)).pids.empty());
  EXPECT_EQ(cut(Bytes(100000, 0x46)).broken, 0);
  EXPECT_TRUE(cut(Bytes{}).pids.empty());
}

TEST(Packets, BeginAnewWhenTold) {
  Packets packets;
  const Bytes first = numbered(0, 20), second = numbered(100, 20);
  cut(packets, Bytes(first.begin(), first.end() - 100));
  packets.reset();
  const Cut all = cut(packets, second);
  EXPECT_EQ(all.pids, numbers(100, 20));
  EXPECT_EQ(all.broken, 0);
}

TEST(Packets, AreCutWithoutAllocating) {
  const Bytes stream = numbered(0, 40);
  Packets packets;
  EXPECT_EQ(allocations_in([&] {
              packets.add(stream);
              while (packets.next()) {
              }
            }),
            0U);
  EXPECT_GT(allocations_in([&] { numbered(0, 2); }), 0U);
}

TEST(Packet, TellsWhatItsHeaderSays) {
  const Bytes bytes = make_packet({.pid = 0x1ABC,
                                   .counter = 13,
                                   .discontinuity = true,
                                   .damaged = true,
                                   .starts = true,
                                   .scrambled = true,
                                   .pcr = (std::int64_t{1} << 33) * 300 - 1});
  const Packet packet(bytes.data());
  EXPECT_EQ(packet.pid(), 0x1ABC);
  EXPECT_EQ(packet.counter(), 13);
  EXPECT_TRUE(packet.discontinuity() && packet.damaged() && packet.starts_unit());
  EXPECT_TRUE(packet.scrambled() && packet.has_payload());
  EXPECT_EQ(packet.pcr(), (std::int64_t{1} << 33) * 300 - 1);
  EXPECT_EQ(packet.payload().size(), 188U - 12);
}

TEST(Packet, TakesNothingFromAnAdaptationFieldThatDoesNotFit) {
  Bytes bytes = make_packet({.pcr = 5});
  for (const int length : {0, 6, 184, 255}) {
    bytes[4] = static_cast<std::uint8_t>(length);
    EXPECT_EQ(Packet(bytes.data()).pcr(), std::nullopt) << length;
    EXPECT_LE(Packet(bytes.data()).payload().size(), 183U) << length;
  }
}

}  // namespace transport_packets_test
}  // namespace vqa::test
