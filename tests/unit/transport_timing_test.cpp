// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "support/allocations.h"
#include "transport/transport.h"
#include "unit/transport_programme.h"

namespace vqa::test {
namespace transport_timing_test {

constexpr std::int64_t kSecond = 27'000'000;

std::vector<Event> of_kind(const Events& events, const std::string& kind) {
  std::vector<Event> found;
  for (const auto& event : events)
    if (event.kind == kind) found.push_back(event);
  return found;
}

/// Slots without a clock: from one to the next it takes so many and one more.
void play_without_clock(Programme& programme, int slots) {
  programme.clock = false;
  programme.play(slots);
  programme.clock = true;
  programme.play(1);
}

TEST(TransportClocks, TellsOfOneThatComesLate) {
  Programme programme;
  programme.play(300);
  play_without_clock(programme, 3);
  ASSERT_EQ(programme.events.size(), 1U);
  const Event begin = programme.events[0];
  EXPECT_EQ(begin.kind, "pcr");
  EXPECT_EQ(begin.severity, Severity::warning) << "it was always in time";
  EXPECT_EQ(begin.unit, "ms");
  EXPECT_EQ(begin.threshold, 100);
  EXPECT_NEAR(begin.value, 160, 0.001);
  EXPECT_EQ(begin.start, 299 * kSlot);
  EXPECT_EQ(detail(begin, "cause"), "interval");
  EXPECT_EQ(detail(begin, "pid"), "256");
  programme.play(300);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(detail(programme.events[1], "reason"), "cleared");
}

TEST(TransportClocks, TellsOfOneThatJumps) {
  for (const int ahead : {-2, 3, 300}) {
    Programme programme;
    programme.shift = 10 * kSecond;
    programme.play(300);
    programme.shift += ahead * kSecond;
    programme.play(50);
    const auto events = of_kind(programme.events, "pcr");
    ASSERT_EQ(events.size(), 1U) << ahead;
    EXPECT_EQ(detail(events[0], "cause"), "jump");
    EXPECT_EQ(events[0].severity, Severity::warning);
    EXPECT_NEAR(events[0].value, ahead * 1000 + 40, 0.001);
  }
}

TEST(TransportClocks, InformsOnceOfOneThatAlwaysComesSlowly) {
  Programme programme;
  for (int i = 0; i < 300; ++i) play_without_clock(programme, 4);
  ASSERT_EQ(programme.events.size(), 1U);
  EXPECT_EQ(programme.events[0].severity, Severity::info);
}

TEST(TransportClocks, AreNotLateWherePacketsGotLost) {
  Programme programme;
  programme.play(300);
  programme.clock = false;
  programme.play(5, skip(kVideo, 1));
  programme.clock = true;
  programme.play(50);
  EXPECT_TRUE(of_kind(programme.events, "pcr").empty());
  EXPECT_FALSE(of_kind(programme.events, "loss").empty());
}

TEST(TransportClocks, MayJumpWhereFilesMeet) {
  Programme programme;
  programme.play(300);
  programme.shift = 500 * kSecond;
  programme.push(programme.slot(), true);
  programme.play(50);
  EXPECT_TRUE(programme.events.empty());
}

TEST(TransportStamps, TellsOfThoseThatAreLate) {
  Programme programme;
  programme.lead = 500ms;
  programme.play(300);
  EXPECT_TRUE(programme.events.empty());
  programme.lead = -100ms;
  programme.play(5);
  programme.lead = 500ms;
  programme.play(300);
  ASSERT_EQ(programme.events.size(), 2U);
  const Event begin = programme.events[0];
  EXPECT_EQ(begin.kind, "pts");
  EXPECT_EQ(begin.severity, Severity::warning);
  EXPECT_EQ(begin.unit, "ms");
  EXPECT_NEAR(begin.value, -100, 0.1);
  EXPECT_EQ(begin.threshold, 0);
  EXPECT_EQ(detail(begin, "cause"), "late");
  EXPECT_EQ(detail(begin, "pid"), "257") << "the last of the slot";
  EXPECT_EQ(detail(begin, "side"), "audio");
  EXPECT_EQ(detail(programme.events[1], "reason"), "cleared");
}

TEST(TransportStamps, TellsOfThoseThatAreFarAhead) {
  Programme programme;
  programme.lead = 500ms;
  programme.play(300);
  programme.lead = 11s;
  programme.play(1);
  programme.play(1);
  ASSERT_EQ(programme.events.size(), 1U);
  EXPECT_EQ(detail(programme.events[0], "cause"), "early");
  EXPECT_EQ(programme.events[0].threshold, 10000);
}

TEST(TransportStamps, TellsOfThoseThatDoNotCome) {
  Programme programme;
  programme.lead = 500ms;
  programme.play(300);
  programme.lead.reset();
  programme.play(20);
  programme.lead = 500ms;
  programme.play(2);
  ASSERT_EQ(programme.events.size(), 1U);
  EXPECT_EQ(detail(programme.events[0], "cause"), "interval");
  EXPECT_NEAR(programme.events[0].value, 840, 0.1);
  EXPECT_EQ(programme.events[0].threshold, 700);
}

TEST(TransportStamps, InformsOnceWhereTheyAreAlwaysLate) {
  Programme programme;
  programme.lead = -20ms;
  programme.play(1000);
  ASSERT_EQ(programme.events.size(), 1U);
  EXPECT_EQ(programme.events[0].severity, Severity::info);
}

TEST(TransportTiming, HasLimits) {
  using Config = TransportConfig;
  const auto count = [](const Config& config, Time lead) {
    Programme programme;
    programme.transport.configure(config);
    programme.lead = lead;
    programme.play(50);
    play_without_clock(programme, 3);
    programme.lead.reset();
    programme.play(20);
    programme.lead = lead;
    programme.play(2);
    return programme.events.size();
  };
  EXPECT_EQ(count({}, 500ms), 2U);
  EXPECT_EQ(count({.pcr_interval = 200ms}, 500ms), 1U);
  EXPECT_EQ(count({.pcr_interval = 0s}, 500ms), 1U);
  EXPECT_EQ(count({.pcr_interval = 0s, .pts_interval = 900ms}, 500ms), 0U);
  EXPECT_EQ(count({.pcr_interval = 0s, .pts_interval = 0s}, 500ms), 0U);
  EXPECT_EQ(count({.pcr_interval = 0s, .pts_interval = 0s, .max_lead = 400ms}, 500ms), 1U);
  EXPECT_EQ(count({.pcr_interval = 0s, .pts_interval = 0s, .max_lead = 0s}, 12s), 0U);
}

TEST(TransportTiming, TellsOfClocksThatAreNotAtTheirPlaceAsInformation) {
  for (const auto& [jitter, found] : {std::pair{1ms, 1U}, {3ms, 0U}, {0ms, 0U}}) {
    Programme programme;
    programme.transport.configure({.pcr_jitter = jitter});
    const auto pad = [](int, Mux& mux) { mux.add({.pid = kNullPid}); };
    programme.play(300, pad);
    programme.shift = kSecond / 500;
    programme.play(1, pad);
    ASSERT_EQ(programme.events.size(), found);
    if (found == 0) continue;
    EXPECT_EQ(detail(programme.events[0], "cause"), "jitter");
    EXPECT_EQ(programme.events[0].severity, Severity::info);
    EXPECT_NEAR(programme.events[0].value, 2, 0.001);
    EXPECT_EQ(programme.events[0].threshold, 1);
  }
}

TEST(TransportTiming, Samples) {
  Programme programme;
  programme.lead = 500ms;
  programme.play(100, [](int, Mux& mux) {
    mux.add({.pid = kNullPid});
    mux.add({.pid = kNullPid});
  });
  programme.transport.sample(programme.events);
  ASSERT_EQ(programme.events.size(), 4U);
  const Event &psi = programme.events[1], &pcr = programme.events[2], &pts = programme.events[3];
  EXPECT_EQ(psi.kind, "psi");
  EXPECT_NEAR(psi.value, 0.04, 1e-9);
  EXPECT_EQ(pcr.kind, "pcr");
  EXPECT_NEAR(pcr.value, 40, 1e-9);
  EXPECT_EQ(pcr.threshold, 100);
  EXPECT_NEAR(std::stod(detail(pcr, "bitrate")), 11 * 188 * 8 / 0.04, 1);
  EXPECT_NEAR(std::stod(detail(pcr, "null-share")), 2 / 11., 1e-6);
  EXPECT_NEAR(std::stod(detail(pcr, "jitter")), 0, 0.001);
  EXPECT_EQ(pts.kind, "pts");
  EXPECT_NEAR(pts.value, 40, 1e-9);
  EXPECT_NEAR(std::stod(detail(pts, "video-lead")), 500, 0.1);
  EXPECT_NEAR(std::stod(detail(pts, "audio-lead")), 500, 0.1);
  EXPECT_EQ(detail(pts, "units"),
            "256 video 100 (100 of unknown kind), 524 bytes, at most 530; 257 audio 100, 350 "
            "bytes, at most 354");
  programme.events.clear();
  programme.transport.sample(programme.events);
  for (const Event& sample : programme.events)
    EXPECT_EQ(sample.confidence, 0) << sample.kind << ": nothing came";
}

TEST(TransportTiming, EndsWithTheStream) {
  Programme programme;
  programme.lead = -100ms;
  programme.play(300);
  play_without_clock(programme, 3);
  ASSERT_EQ(programme.events.size(), 2U);
  programme.transport.finish("eos", programme.events);
  ASSERT_EQ(programme.events.size(), 4U);
  for (const Event& end : {programme.events[2], programme.events[3]}) {
    EXPECT_EQ(end.phase, Phase::end);
    EXPECT_EQ(detail(end, "reason"), "eos");
  }
}

TEST(TransportTiming, DoesNotAllocateWhereNothingHappens) {
  Programme programme;
  programme.lead = 500ms;
  programme.play(5);
  std::vector<Bytes> slots;
  for (int i = 0; i < 20; ++i) slots.push_back(programme.slot());
  EXPECT_EQ(allocations_in([&] {
              for (const auto& bytes : slots) programme.push(bytes);
            }),
            0U);
}

}  // namespace transport_timing_test
}  // namespace vqa::test
