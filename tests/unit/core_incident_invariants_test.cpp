// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "support/incident_invariants.h"

namespace vqa {
namespace core_incident_invariants_test {

TEST(IncidentInvariants, HoldWhateverComes) {
  std::mt19937 random(20);
  std::uint64_t begins = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::uint8_t> bytes(random() % 600);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    test::IncidentPlay play;
    ASSERT_EQ(play.run(bytes), "") << "round " << round;
    begins += play.begins();
  }
  EXPECT_GT(begins, 3000U) << "input that raises too little tests nothing";
}

// The checker itself: it must see each way in which a log can be wrong.
TEST(IncidentInvariants, SeeWhatIsBroken) {
  Event begin;
  begin.phase = Phase::begin;
  begin.incident = 4;
  begin.severity = Severity::warning;
  begin.running_time = 5s;
  begin.start = 3s;
  begin.duration = 2s;
  const auto broken_by = [&begin](auto change) {
    test::IncidentInvariants invariants;
    Event next = begin;
    EXPECT_EQ(invariants.broken_by(begin), "");
    next.phase = Phase::end;
    change(next);
    return invariants.broken_by(next);
  };
  EXPECT_EQ(broken_by([](Event&) {}), "");
  EXPECT_NE(broken_by([](Event& e) { e.phase = Phase::begin; }), "");
  EXPECT_NE(broken_by([](Event& e) { e.phase = Phase::update; }), "");
  EXPECT_NE(broken_by([](Event& e) { e.incident = 5; }), "");
  EXPECT_NE(broken_by([](Event& e) { e.start = 4s; }), "");
  EXPECT_NE(broken_by([](Event& e) { e.start = 6s; }), "");
  EXPECT_NE(broken_by([](Event& e) { e.duration = -1ns; }), "");
  EXPECT_NE(broken_by([](Event& e) { e.duration = 3s; }), "");
  EXPECT_NE(broken_by([](Event& e) { e.severity = Severity::critical; }), "");
  test::IncidentInvariants nothing_open;
  Event end = begin;
  end.phase = Phase::end;
  EXPECT_NE(nothing_open.broken_by(end), "");
}

}  // namespace core_incident_invariants_test
}  // namespace vqa
