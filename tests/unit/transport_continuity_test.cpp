// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <vector>

#include "support/allocations.h"
#include "support/transport_packets.h"
#include "transport/continuity.h"

namespace vqa::test {
namespace transport_continuity_test {

/// What is lost before the last of these packets; -1 where there is no gap.
int lost_before_last(const std::vector<PacketSpec>& specs) {
  Continuity continuity;
  Continuity::Gap gap;
  for (const auto& spec : specs) {
    const Bytes packet = make_packet(spec);
    gap = continuity.take(Packet(packet.data()));
  }
  return gap.found ? gap.lost : -1;
}
PacketSpec number(int counter) { return {.counter = counter, .fill = counter}; }

TEST(Continuity, CountsWhatIsMissing) {
  EXPECT_EQ(lost_before_last({number(3)}), -1) << "nobody knows what was before the first";
  EXPECT_EQ(lost_before_last({number(3), number(4)}), -1);
  EXPECT_EQ(lost_before_last({number(15), number(0)}), -1);
  EXPECT_EQ(lost_before_last({number(3), number(5)}), 1);
  EXPECT_EQ(lost_before_last({number(14), number(2)}), 3);
  EXPECT_EQ(lost_before_last({number(3), number(2)}), 14);
}

TEST(Continuity, KnowsACopyByItsContent) {
  EXPECT_EQ(lost_before_last({number(3), number(4), number(4)}), -1);
  EXPECT_EQ(lost_before_last({number(3), number(4), number(4), number(5)}), -1);
  EXPECT_EQ(lost_before_last({number(3), number(4), number(4), number(4)}), 0) << "one too many";
  EXPECT_EQ(lost_before_last({number(3), number(4), {.counter = 4, .fill = 99}}), 15);
}

TEST(Continuity, LetsCopiesDifferInTheirClock) {
  EXPECT_EQ(lost_before_last({number(3), {.counter = 4, .pcr = 1000}, {.counter = 4, .pcr = 2000}}),
            -1);
}

TEST(Continuity, DoesNotExpectPacketsWithoutPayloadToCount) {
  for (const int any : {3, 4, 9}) {
    const PacketSpec bare{.counter = any, .payload = false};
    EXPECT_EQ(lost_before_last({number(3), bare}), -1);
    EXPECT_EQ(lost_before_last({number(3), bare, number(4)}), -1);
    EXPECT_EQ(lost_before_last({number(3), bare, number(6)}), 2);
  }
}

TEST(Continuity, LetsTheStreamSayThatItBeginsAnew) {
  EXPECT_EQ(lost_before_last({number(3), {.counter = 9, .discontinuity = true}}), -1);
  EXPECT_EQ(lost_before_last({number(3), {.counter = 9, .discontinuity = true}, number(11)}), 1);
  const PacketSpec bare{.counter = 3, .payload = false, .discontinuity = true};
  EXPECT_EQ(lost_before_last({number(3), bare, number(9)}), -1);
}

TEST(Continuity, DoesNotLookAtStuffing) {
  EXPECT_EQ(lost_before_last({{.pid = kNullPid, .counter = 1}, {.pid = kNullPid, .counter = 7}}),
            -1);
}

TEST(Continuity, CountsEachPidByItself) {
  EXPECT_EQ(lost_before_last({number(3), {.pid = 0x101, .counter = 9}, number(4)}), -1);
  EXPECT_EQ(lost_before_last({number(3), {.pid = 0x101, .counter = 4}, number(5)}), 1);
}

TEST(Continuity, CountsScrambledPackets) {
  EXPECT_EQ(lost_before_last({number(3), {.counter = 5, .scrambled = true}}), 1);
}

// Some multiplexers do not count the packets of tables. That says nothing about them.
TEST(Continuity, DoesNotJudgeACounterThatNeverMoved) {
  const PacketSpec a{.counter = 3, .fill = 1}, b{.counter = 3, .fill = 2};
  EXPECT_EQ(lost_before_last({a, a, a, a}), -1);
  EXPECT_EQ(lost_before_last({a, b, a, b}), -1);
}

TEST(Continuity, ForgetsWhenTold) {
  Continuity continuity;
  const Bytes before = make_packet(number(3)), after = make_packet(number(9));
  continuity.take(Packet(before.data()));
  continuity.forget();
  EXPECT_FALSE(continuity.take(Packet(after.data())).found);
}

TEST(Continuity, DoesNotAllocate) {
  Continuity continuity;
  const Bytes packet = make_packet(number(3));
  EXPECT_EQ(allocations_in([&] { continuity.take(Packet(packet.data())); }), 0U);
  EXPECT_GT(allocations_in([] { Continuity(); }), 0U);
}

}  // namespace transport_continuity_test
}  // namespace vqa::test
