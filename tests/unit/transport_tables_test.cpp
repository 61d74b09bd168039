// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "support/allocations.h"
#include "support/transport_packets.h"
#include "transport/tables.h"

namespace vqa::test {
namespace transport_tables_test {

/// Feeds all that the multiplexer has. False if a checksum was wrong.
bool feed(Tables& tables, Mux& mux, std::optional<Time> now = 0ms, bool gap = false) {
  const Bytes bytes = mux.take();
  bool good = true;
  for (std::size_t at = 0; at < bytes.size(); at += 188)
    good = tables.take(Packet(bytes.data() + at), gap, now) && good;
  return good;
}

TEST(Tables, KnowWhichStreamIsWhich) {
  const std::vector<std::pair<StreamSpec, StreamKind>> kStreams = {
      {{0x02, 0x200}, StreamKind::video},
      {{0x1B, 0x201}, StreamKind::video},
      {{0x24, 0x202}, StreamKind::video},
      {{0x03, 0x210}, StreamKind::audio},
      {{0x0F, 0x211}, StreamKind::audio},
      {{0x81, 0x212}, StreamKind::audio},
      {{0x06, 0x220}, StreamKind::data},
      {{0x06, 0x221, {0x6A, 0}}, StreamKind::audio},
      {{0x06, 0x222, {0x52, 1, 7, 0x7A, 1, 0}}, StreamKind::audio},
      {{0x06, 0x223, {0x05, 4, 'O', 'p', 'u', 's'}}, StreamKind::audio},
      {{0x06, 0x224, {0x05, 4, 'H', 'E', 'V', 'C'}}, StreamKind::video},
      {{0x06, 0x225, {0x7F, 2, 0x15, 0}}, StreamKind::audio},
      {{0x06, 0x226, {0x59, 3, 1, 2, 3}}, StreamKind::data},
      {{0x86, 0x227}, StreamKind::data}};
  std::vector<StreamSpec> streams;
  for (const auto& [stream, kind] : kStreams) streams.push_back(stream);
  Tables tables;
  Mux mux;
  EXPECT_FALSE(tables.known());
  mux.add_section(0, make_pat({{0, 0x10}, {7, 0x1000}}));
  mux.add_section(0x1000, make_pmt(7, streams));
  EXPECT_TRUE(feed(tables, mux));
  EXPECT_TRUE(tables.known());
  for (const auto& [stream, kind] : kStreams)
    EXPECT_EQ(tables.kind_of(stream.pid), kind) << stream.pid;
  EXPECT_EQ(tables.kind_of(0), StreamKind::tables);
  EXPECT_EQ(tables.kind_of(0x1000), StreamKind::tables);
  EXPECT_EQ(tables.kind_of(0x10), StreamKind::unknown) << "network information is no programme";
}

std::vector<StreamSpec> many_streams() {
  std::vector<StreamSpec> streams;
  for (int i = 0; i < 60; ++i) streams.push_back({0x03, 0x300 + i, {0x0A, 4, 'd', 'e', 'u', 0}});
  return streams;
}

TEST(Tables, MayBeLongerThanAPacket) {
  Tables tables;
  Mux mux;
  mux.add_section(0, make_pat({{1, 0x1000}}));
  mux.add_section(0x1000, make_pmt(1, many_streams()));
  EXPECT_TRUE(feed(tables, mux));
  EXPECT_EQ(tables.kind_of(0x300 + 59), StreamKind::audio);
}

TEST(Tables, AreNotBrokenWhereAPacketIsMissing) {
  Tables tables;
  Mux mux;
  mux.add_section(0, make_pat({{1, 0x1000}}));
  feed(tables, mux);
  mux.add_section(0x1000, make_pmt(1, many_streams()));
  const Bytes pmt = mux.take();
  for (std::size_t at = 0; at < pmt.size(); at += 188) {
    if (at != 188) {
      EXPECT_TRUE(tables.take(Packet(pmt.data() + at), at == 376, 0ms));
    }
  }
  EXPECT_FALSE(tables.known());
}

TEST(Tables, TellWrongChecksums) {
  Tables tables;
  Mux mux;
  mux.add_section(0, make_pat({{1, 0x1000}, {2, 0x1001}}));
  EXPECT_TRUE(feed(tables, mux, 1s));
  Bytes pmt = make_pmt(2, {{0x1B, 0x200}});
  mux.add_section(0x1001, pmt);
  EXPECT_TRUE(feed(tables, mux, 2s));
  pmt[14] ^= 1;
  mux.add_section(0x1001, pmt);
  EXPECT_FALSE(feed(tables, mux, 3s));
  EXPECT_EQ(tables.broken().table(), "PMT of programme 2");
  EXPECT_EQ(tables.broken().pid, 0x1001);
  EXPECT_EQ(tables.broken().since, 2s);
  Bytes pat = make_pat({{1, 0x1000}});
  pat[9] ^= 1;
  mux.add_section(0, pat);
  EXPECT_FALSE(feed(tables, mux, 4s));
  EXPECT_EQ(tables.broken().table(), "PAT");
}

TEST(Tables, AreMissedSinceTheyWereThere) {
  Tables tables;
  Mux mux;
  tables.expect(1s);
  EXPECT_EQ(tables.missing_for_longest().table(), "PAT");
  EXPECT_EQ(tables.missing_for_longest().since, 1s);
  mux.add_section(0, make_pat({{1, 0x1000}}));
  feed(tables, mux, 2s);
  EXPECT_EQ(tables.missing_for_longest().table(), "PMT of programme 1");
  EXPECT_EQ(tables.missing_for_longest().since, 1s);
  mux.add_section(0x1000, make_pmt(1, {{0x1B, 0x200}}));
  feed(tables, mux, 3s);
  EXPECT_EQ(tables.missing_for_longest().table(), "PAT");
  EXPECT_EQ(tables.missing_for_longest().since, 2s);
  tables.forgive(10s);
  EXPECT_EQ(tables.missing_for_longest().since, 12s);
}

TEST(Tables, OfOtherProgrammesAreNotMissedInARecordingOfOne) {
  Tables tables;
  Mux mux;
  tables.expect(0s);
  mux.add_section(0, make_pat({{1, 0x1000}, {2, 0x1001}}));
  mux.add_section(0x1001, make_pmt(2, {{0x1B, 0x200}}));
  feed(tables, mux, 5s);
  EXPECT_EQ(tables.missing_for_longest().since, 5s);
}

TEST(Tables, OfTwoProgrammesMayShareAPid) {
  Tables tables;
  Mux mux;
  mux.add_section(0, make_pat({{1, 0x1000}, {2, 0x1000}}));
  mux.add_section(0x1000, make_pmt(1, {{0x1B, 0x200}}));
  mux.add_section(0x1000, make_pmt(2, {{0x03, 0x210}}));
  EXPECT_TRUE(feed(tables, mux));
  EXPECT_EQ(tables.kind_of(0x200), StreamKind::video);
  EXPECT_EQ(tables.kind_of(0x210), StreamKind::audio);
}

TEST(Tables, ChangeWithTheirContent) {
  Tables tables;
  Mux mux;
  mux.add_section(0, make_pat({{1, 0x1000}}));
  mux.add_section(0x1000, make_pmt(1, {{0x1B, 0x200}}));
  mux.add_section(0, make_pat({{1, 0x1001}}));
  mux.add_section(0x1001, make_pmt(1, {{0x03, 0x200}}));
  EXPECT_TRUE(feed(tables, mux));
  EXPECT_EQ(tables.kind_of(0x200), StreamKind::audio);
  EXPECT_EQ(tables.kind_of(0x1000), StreamKind::unknown);
}

TEST(Tables, DoNotAllocateWhenTheySayTheSameAgain) {
  Tables tables;
  Mux mux;
  mux.add_section(0, make_pat({{1, 0x1000}}));
  mux.add_section(0x1000, make_pmt(1, many_streams()));
  const Bytes bytes = mux.take();
  const auto play = [&] {
    for (std::size_t at = 0; at < bytes.size(); at += 188)
      tables.take(Packet(bytes.data() + at), false, 0ms);
  };
  EXPECT_GT(allocations_in(play), 0U);
  EXPECT_EQ(allocations_in(play), 0U);
}

}  // namespace transport_tables_test
}  // namespace vqa::test
