// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <utility>

#include "transport/transport.h"
#include "unit/transport_programme.h"

namespace vqa::test {
namespace transport_missing_tables_test {

TEST(TransportTables, TellsThatThePatIsGone) {
  Programme programme;
  programme.play(300);
  programme.pat = false;
  programme.play(15);
  ASSERT_EQ(programme.events.size(), 1U);
  const Event begin = programme.events[0];
  EXPECT_EQ(begin.kind, "psi");
  EXPECT_EQ(begin.severity, Severity::warning) << "it was always in time";
  EXPECT_EQ(begin.unit, "s");
  EXPECT_EQ(begin.threshold, 0.5);
  EXPECT_NEAR(begin.value, 0.52, 0.05);
  EXPECT_NEAR(static_cast<double>(begin.start.count()) / 1e9, 299 * 0.04, 0.05);
  EXPECT_EQ(detail(begin, "table"), "PAT");
  EXPECT_EQ(detail(begin, "pid"), "0");
  EXPECT_EQ(detail(begin, "cause"), "missing");
  programme.play(250);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(programme.events[1].severity, Severity::critical);
  EXPECT_NEAR(programme.events[1].value, 10, 0.1);
  programme.pat = true;
  programme.play(300);
  ASSERT_EQ(programme.events.size(), 3U);
  EXPECT_EQ(detail(programme.events[2], "reason"), "cleared");
  EXPECT_NEAR(static_cast<double>(programme.events[2].duration.count()) / 1e9, 10.6, 0.1);
}

TEST(TransportTables, TellsThatAPmtIsGone) {
  Programme programme(Programme::Times::of_buffers);
  programme.play(300);
  programme.pmt = false;
  programme.play(20);
  ASSERT_EQ(programme.events.size(), 1U);
  EXPECT_EQ(detail(programme.events[0], "table"), "PMT of programme 1");
  EXPECT_EQ(detail(programme.events[0], "pid"), "4096");
}

TEST(TransportTables, TellsThatThereNeverWasATable) {
  Programme programme;
  programme.pat = programme.pmt = false;
  programme.play(300);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(programme.events[0].severity, Severity::info);
  EXPECT_EQ(programme.events[1].severity, Severity::critical);
}

TEST(TransportTables, InformsOnceWhereTablesAlwaysComeSlowly) {
  Programme programme;
  for (int i = 0; i < 1500; ++i) {
    programme.pat = programme.pmt = i % 50 == 0;
    programme.play(1);
  }
  ASSERT_EQ(programme.events.size(), 1U);
  EXPECT_EQ(programme.events[0].severity, Severity::info);
}

TEST(TransportTables, WaitsForTablesAsLongAsItIsTold) {
  for (const auto& [timeout, count] : {std::pair{3s, 0U}, {1s, 1U}, {0s, 0U}}) {
    Programme programme;
    programme.transport.configure({.psi_timeout = timeout});
    programme.play(300);
    programme.pat = false;
    programme.play(50);
    EXPECT_EQ(programme.events.size(), count) << timeout.count();
  }
}

TEST(TransportTables, DoesNotMissTablesWhileNothingComes) {
  Programme programme(Programme::Times::of_buffers);
  programme.play(300);
  for (int i = 0; i < 100; ++i) programme.slot();
  programme.pat = false;
  programme.play(5);
  for (const auto& event : programme.events) EXPECT_NE(event.kind, "psi");
}

TEST(TransportTables, DoesNotMissTablesWithoutAClock) {
  Programme programme(Programme::Times::none);
  programme.play(50);
  programme.pat = false;
  programme.play(1000);
  EXPECT_TRUE(programme.events.empty());
}

TEST(TransportTables, TellsTablesWithWrongChecksums) {
  Programme programme;
  programme.play(20);
  programme.play(1, [](int, Mux& mux) {
    Bytes pat = make_pat({{1, 0x1000}});
    pat.back() ^= 1;
    mux.add_section(0, pat);
  });
  programme.play(5);
  ASSERT_EQ(programme.events.size(), 1U);
  EXPECT_EQ(programme.events[0].kind, "psi");
  EXPECT_EQ(programme.events[0].severity, Severity::warning);
  EXPECT_EQ(detail(programme.events[0], "cause"), "crc");
  EXPECT_EQ(detail(programme.events[0], "table"), "PAT");
}

}  // namespace transport_missing_tables_test
}  // namespace vqa::test
