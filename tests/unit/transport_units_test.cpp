// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/pes_packets.h"
#include "transport/pes.h"
#include "transport/unit_watch.h"

namespace vqa::test {
namespace transport_units_test {

constexpr ListedStream kPicture = {.kind = StreamKind::video, .type = 0x1B, .clock = 0x100};
constexpr ListedStream kSound = {.kind = StreamKind::audio, .type = 0x0F, .clock = 0x100};

TEST(Pes, HasStamps) {
  const auto both = read_pes(make_pes({.pts = 8'589'934'591, .dts = 8'589'930'991}));
  ASSERT_TRUE(both);
  EXPECT_EQ(both->pts, 8'589'934'591) << "33 bits";
  EXPECT_EQ(both->dts, 8'589'930'991);
  EXPECT_EQ(both->due(), 8'589'930'991);
  EXPECT_EQ(both->length, 19U);
  const auto one = read_pes(make_pes({.pts = 90000}));
  ASSERT_TRUE(one);
  EXPECT_EQ(one->due(), 90000);
  EXPECT_FALSE(one->dts);
  const auto none = read_pes(make_pes({}));
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->due());
}

TEST(Pes, IsNotReadIntoWhatIsNone) {
  const Bytes good = make_pes({.pts = 90000});
  for (const auto& [place, byte] :
       {std::pair{0, 1}, {2, 0}, {3, 0xBE}, {6, 0x40}, {8, 4}, {8, 255}}) {
    Bytes bad = good;
    bad[static_cast<std::size_t>(place)] = static_cast<std::uint8_t>(byte);
    EXPECT_FALSE(read_pes(bad)) << place << ' ' << byte;
  }
  for (std::size_t size = 0; size < 14; ++size)
    EXPECT_FALSE(read_pes(std::span(good).first(size))) << size;
}

TEST(UnitKind, IsThatOfThePicture) {
  using enum UnitKind;
  const std::vector<std::pair<Bytes, UnitKind>> h264 = {
      {{0, 0, 1, 0x65, 0x88, 0x80}, key},                        // IDR
      {{0, 0, 1, 0x41, 0x9A, 0x00}, predicted},                  // first macroblock 0, slice type 5
      {{0, 0, 1, 0x41, 0xC0, 0x00}, predicted},                  // 0
      {{0, 0, 1, 0x01, 0x9E, 0x00}, between},                    // 6
      {{0, 0, 1, 0x41, 0x88, 0x80}, intra},                      // 7
      {{0, 0, 1, 9, 0xF0, 0, 0, 0, 1, 0x01, 0x9E, 0}, between},  // behind a delimiter
      {{0, 0, 1, 9, 0xF0, 0, 0}, unknown}};
  for (const auto& [bytes, kind] : h264)
    EXPECT_EQ(unit_kind(0x1B, false, bytes), kind) << int(kind);
  EXPECT_EQ(unit_kind(0x24, false, Bytes{0, 0, 1, 0x26, 1, 0xAF}), key);
  EXPECT_EQ(unit_kind(0x24, false, Bytes{0, 0, 1, 0x46, 1, 0x10, 0, 0, 1, 2, 1, 0xD0}), intra);
  EXPECT_EQ(unit_kind(0x24, false, Bytes{0, 0, 1, 0x46, 1, 0x30, 0, 0, 1, 2, 1, 0xD0}), predicted);
  EXPECT_EQ(unit_kind(0x24, false, Bytes{0, 0, 1, 0x46, 1, 0x50, 0, 0, 1, 2, 1, 0xD0}), between);
  EXPECT_EQ(unit_kind(0x24, false, Bytes{0, 0, 1, 2, 1, 0xD0}), unknown);
  EXPECT_EQ(unit_kind(0x02, false, Bytes{0, 0, 1, 0, 0x00, 0x0F, 0xFF}), intra);
  EXPECT_EQ(unit_kind(0x02, false, Bytes{0, 0, 1, 0xB3, 1, 0, 0, 1, 0, 0x00, 0x17, 0xFF}),
            predicted);
  EXPECT_EQ(unit_kind(0x02, false, Bytes{0, 0, 1, 0, 0x00, 0x1F, 0xFF}), between);
  EXPECT_EQ(unit_kind(0x02, true, Bytes{0, 0, 1, 0, 0x00, 0x17, 0xFF}), key)
      << "one may enter here";
  EXPECT_EQ(unit_kind(0xEA, false, Bytes{0, 0, 1, 0, 0x00, 0x17, 0xFF}), unknown);
}

class Units : public testing::Test {
 protected:
  UnitWatch::Finding unit(Time now, std::int64_t stamp, bool gap = false,
                          const ListedStream& stream = kPicture, int pid = 0x100) {
    mux_.add({.pid = pid, .starts = true}, make_pes({.pts = stamp}));
    const Bytes bytes = mux_.take();
    return watch_.begin(Packet(bytes.data()), gap, stream, clock_, now, limits_);
  }
  void more(bool gap = false) {
    const Bytes bytes = make_packet({.pid = 0x100});
    watch_.go_on(Packet(bytes.data()), gap);
  }

  Mux mux_;
  UnitWatch watch_;
  UnitWatch::Limits limits_;
  std::optional<std::int64_t> clock_;
};

TEST_F(Units, HaveStampsOftenEnough) {
  EXPECT_EQ(unit(0s, 0).fault, UnitWatch::Fault::none);
  EXPECT_EQ(unit(700ms, 0).fault, UnitWatch::Fault::none);
  const auto found = unit(1500ms, 0);
  EXPECT_EQ(found.fault, UnitWatch::Fault::interval);
  EXPECT_EQ(found.value, 800ms);
  EXPECT_EQ(found.pid, 0x100);
  EXPECT_EQ(found.kind, StreamKind::video);
  limits_.interval = 0s;
  EXPECT_EQ(unit(9s, 0).fault, UnitWatch::Fault::none);
}

TEST_F(Units, AreNotBlamedForWhatGotLost) {
  unit(0s, 0);
  more(true);
  EXPECT_EQ(unit(1s, 0).fault, UnitWatch::Fault::none);
  EXPECT_EQ(unit(2s, 0, true).fault, UnitWatch::Fault::none);
  EXPECT_EQ(unit(3s, 0).fault, UnitWatch::Fault::interval);
}

TEST_F(Units, AreNotMissedWhileNothingComes) {
  unit(0s, 0);
  watch_.forgive(900ms);
  EXPECT_EQ(unit(1s, 0).fault, UnitWatch::Fault::none);
}

TEST_F(Units, AreAheadOfTheClockButNotFar) {
  clock_ = 27'000'000;  // 1 s
  EXPECT_EQ(unit(0s, 90000).fault, UnitWatch::Fault::none);
  EXPECT_EQ(unit(0s, 990000).fault, UnitWatch::Fault::none);
  const auto late = unit(0s, 81000);
  EXPECT_EQ(late.fault, UnitWatch::Fault::late);
  EXPECT_EQ(late.value, -100ms);
  EXPECT_EQ(unit(0s, 1080000).fault, UnitWatch::Fault::early);
  limits_.lead = 0s;
  EXPECT_EQ(unit(0s, 1080000).fault, UnitWatch::Fault::none);
}

TEST_F(Units, WrapWithTheClock) {
  clock_ = (kStampWrap - 9000) * 300;
  const auto found = unit(0s, 9000);
  EXPECT_EQ(found.fault, UnitWatch::Fault::none);
  EXPECT_EQ(found.value, 200ms);
}

TEST_F(Units, AreMeasured) {
  clock_ = 0;
  unit(0s, 9000);
  more();
  more();
  unit(40ms, 18000);
  unit(80ms, 27000, false, kSound, 0x101);
  const auto measured = watch_.take_measured();
  ASSERT_EQ(measured.size(), 2U);
  EXPECT_EQ(measured[0].count(), 2);
  EXPECT_EQ(measured[0].bytes, 184 - 14 + 2 * 184) << "of the one that is over";
  EXPECT_EQ(measured[0].largest, measured[0].bytes);
  EXPECT_EQ(measured[0].longest, 40ms);
  EXPECT_EQ(measured[0].least_lead, 100ms);
  EXPECT_EQ(measured[0].text(), "256 video 2 (2 of unknown kind), 269 bytes, at most 538");
  EXPECT_EQ(measured[1].text(), "257 audio 1, 0 bytes, at most 0");
  EXPECT_EQ(watch_.take_measured()[0].count(), 0) << "since the last call";
}

TEST_F(Units, OfOtherStreamsAreNot) {
  const ListedStream text = {.kind = StreamKind::data, .type = 6, .clock = 0x100};
  unit(0s, 0, false, text);
  EXPECT_EQ(unit(9s, 0, false, text).fault, UnitWatch::Fault::none);
  EXPECT_TRUE(watch_.take_measured().empty());
}

TEST_F(Units, OfAsManyStreamsAsThereMayBe) {
  for (int pid = 0x20; pid < 0x20 + 100; ++pid) unit(0s, 0, false, kPicture, pid);
  EXPECT_EQ(watch_.take_measured().size(), 64U);
}

}  // namespace transport_units_test
}  // namespace vqa::test
