// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "transport/programme_clocks.h"

namespace vqa::test {
namespace transport_programme_clocks_test {

constexpr std::int64_t kSlot = 1'080'000;  // 40 ms
constexpr std::int64_t kWrap = (std::int64_t{1} << 33) * 300;
using Fault = ProgrammeClocks::Fault;

class Clocks : public testing::Test {
 protected:
  /// One after so many ticks and packets.
  ProgrammeClocks::Finding after(std::int64_t ticks, std::int64_t packets = 100,
                                 bool anew = false) {
    ticks_ = (ticks_ + ticks + kWrap) % kWrap;
    place_.packets += packets;
    place_.nulls += nulls_;
    return clocks_.take(0x100, ticks_, anew, place_, limits_);
  }
  void play(int intervals) {
    for (int i = 0; i < intervals; ++i) EXPECT_EQ(after(kSlot).fault, Fault::none) << i;
  }

  ProgrammeClocks clocks_;
  ProgrammeClocks::Limits limits_;
  ProgrammeClocks::Place place_;
  std::int64_t ticks_ = 0, nulls_ = 10;
};

TEST_F(Clocks, ComeOftenEnough) {
  play(10);
  EXPECT_EQ(after(2'700'000).fault, Fault::none) << "100 ms";
  const auto found = after(2'700'001);
  EXPECT_EQ(found.fault, Fault::interval);
  EXPECT_EQ(found.pid, 0x100);
  EXPECT_NEAR(static_cast<double>(found.value.count()), 1e8, 100);
  limits_.interval = 40ms;
  EXPECT_EQ(after(kSlot + 27).fault, Fault::interval);
  limits_.interval = 0s;
  EXPECT_EQ(after(kSlot * 20).fault, Fault::none);
}

TEST_F(Clocks, DoNotJumpWithoutAWord) {
  play(10);
  for (const std::int64_t step : {-kSlot, kSlot * 100, std::int64_t{0}}) {
    const auto found = after(step);
    EXPECT_EQ(found.fault, Fault::jump) << step;
    EXPECT_EQ(found.value, Time(step * 1000 / 27));
    play(3);
    EXPECT_EQ(after(step, 100, true).fault, Fault::none) << "it says so";
    play(3);
  }
  clocks_.forget();
  EXPECT_EQ(after(-kSlot).fault, Fault::none);
}

TEST_F(Clocks, Wrap) {
  ticks_ = kWrap - kSlot * 5;
  play(20);
}

TEST_F(Clocks, StandAtTheirPlaceWhereTheRateIsConstant) {
  play(60);
  EXPECT_EQ(clocks_.take_measured().jitter, 0ns);
  EXPECT_EQ(after(kSlot + 13'500).fault, Fault::none) << "half a millisecond";
  EXPECT_EQ(after(kSlot - 13'500).fault, Fault::none);
  const auto measured = clocks_.take_measured();
  ASSERT_TRUE(measured.jitter);
  EXPECT_NEAR(static_cast<double>(measured.jitter->count()), 5e5, 1000);
  const auto found = after(kSlot + 54'000);
  EXPECT_EQ(found.fault, Fault::jitter);
  EXPECT_NEAR(static_cast<double>(found.value.count()), 2e6, 1000);
  limits_.jitter = 0s;
  EXPECT_EQ(after(kSlot - 54'000).fault, Fault::none);
}

TEST_F(Clocks, StandAnywhereWhereTheRateVaries) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(after(kSlot, 100 + i % 7 * 20).fault, Fault::none) << i;
  EXPECT_FALSE(clocks_.take_measured().jitter);
}

TEST_F(Clocks, StandAnywhereWhereNothingIsPadded) {
  nulls_ = 0;
  for (int i = 0; i < 200; ++i) EXPECT_EQ(after(kSlot, i < 100 ? 3 : 8).fault, Fault::none) << i;
  EXPECT_FALSE(clocks_.take_measured().jitter);
}

TEST_F(Clocks, AreMeasured) {
  play(10);
  after(kSlot * 2, 200);
  const auto measured = clocks_.take_measured();
  EXPECT_EQ(measured.longest, 80ms);
  EXPECT_NEAR(measured.bits_per_second, 100 * 188 * 8 / 0.04, 1);
  EXPECT_EQ(clocks_.take_measured().longest, 0s) << "since the last call";
  EXPECT_EQ(clocks_.last(0x100), ticks_);
  EXPECT_FALSE(clocks_.last(0x101));
}

TEST_F(Clocks, OfSeveralProgrammesAreApart) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(after(kSlot).fault, Fault::none);
    EXPECT_EQ(clocks_.take(0x200, 5 * kSlot * 1000 + i * kSlot, false, place_, limits_).fault,
              Fault::none);
  }
}

}  // namespace transport_programme_clocks_test
}  // namespace vqa::test
