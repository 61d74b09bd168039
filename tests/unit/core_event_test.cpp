// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>

#include "core/event.h"

namespace vqa {
namespace core_event_test {

TEST(Event, PhasesAreNamedAsTheContractSays) {
  EXPECT_EQ(to_string(Phase::begin), "begin");
  EXPECT_EQ(to_string(Phase::update), "update");
  EXPECT_EQ(to_string(Phase::end), "end");
  EXPECT_EQ(to_string(Phase::sample), "sample");
}

TEST(Event, SeveritiesAreNamedAsTheContractSays) {
  EXPECT_EQ(to_string(Severity::info), "info");
  EXPECT_EQ(to_string(Severity::warning), "warning");
  EXPECT_EQ(to_string(Severity::critical), "critical");
}

TEST(Event, NamesReadBack) {
  for (const Phase phase : {Phase::begin, Phase::update, Phase::end, Phase::sample}) {
    EXPECT_EQ(phase_from(to_string(phase)), phase);
  }
  for (const Severity severity : {Severity::info, Severity::warning, Severity::critical}) {
    EXPECT_EQ(severity_from(to_string(severity)), severity);
  }
}

TEST(Event, OtherWordsAreNoNames) {
  for (const char* word : {"", "Begin", "begin ", "ends", "beg", "warning"}) {
    EXPECT_EQ(phase_from(word), std::nullopt) << word;
  }
  for (const char* word : {"", "error", "WARNING", "info\n", "begin"}) {
    EXPECT_EQ(severity_from(word), std::nullopt) << word;
  }
}

TEST(Event, SeverityGrows) {
  EXPECT_LT(Severity::info, Severity::warning);
  EXPECT_LT(Severity::warning, Severity::critical);
}

// The comparison is what tests of round trips rely on: each field must count.
TEST(Event, EqualityLooksAtEveryField) {
  const Event event{};
  const auto differs = [&event](auto change) {
    Event other = event;
    change(other);
    return other != event;
  };
  EXPECT_EQ(event, Event{});
  EXPECT_TRUE(differs([](Event& e) { e.detector = "x"; }));
  EXPECT_TRUE(differs([](Event& e) { e.kind = "x"; }));
  EXPECT_TRUE(differs([](Event& e) { e.element = "x"; }));
  EXPECT_TRUE(differs([](Event& e) { e.label = "x"; }));
  EXPECT_TRUE(differs([](Event& e) { e.phase = Phase::end; }));
  EXPECT_TRUE(differs([](Event& e) { e.incident = 1; }));
  EXPECT_TRUE(differs([](Event& e) { e.severity = Severity::critical; }));
  EXPECT_TRUE(differs([](Event& e) { e.running_time = 1ns; }));
  EXPECT_TRUE(differs([](Event& e) { e.stream_time = 0ns; }));
  EXPECT_TRUE(differs([](Event& e) { e.timestamp = 0ns; }));
  EXPECT_TRUE(differs([](Event& e) { e.start = 1ns; }));
  EXPECT_TRUE(differs([](Event& e) { e.duration = 1ns; }));
  EXPECT_TRUE(differs([](Event& e) { e.value = 1; }));
  EXPECT_TRUE(differs([](Event& e) { e.threshold = 1; }));
  EXPECT_TRUE(differs([](Event& e) { e.unit = "s"; }));
  EXPECT_TRUE(differs([](Event& e) { e.confidence = 1; }));
  EXPECT_TRUE(differs([](Event& e) { e.details = {{"area", 0.5}}; }));
}

}  // namespace core_event_test
}  // namespace vqa
