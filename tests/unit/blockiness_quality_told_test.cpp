// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <vector>

#include "blockiness/blockiness.h"
#include "support/incident_invariants.h"
#include "unit/blockiness_coded.h"

namespace vqa::test {
namespace blockiness_quality_told_test {

constexpr Time kFrame = 40ms, kLook = 640ms;

/// Coded badly from 5 s to 30 s; pictures that are not looked at are left out.
std::vector<Event> watch(const BlockinessConfig& config) {
  const CodedPicture good(1), bad(16);
  Blockiness blockiness;
  blockiness.configure(config);
  Events events, chosen;
  for (Time time{}; time < 50s; time += kLook)
    blockiness.process({.luma = (time >= 5s && time < 30s ? bad : good).view(), .time = time},
                       events);
  blockiness.finish("eos", events);
  IncidentInvariants invariants;
  for (const Event& event : events) {
    EXPECT_EQ(invariants.broken_by(event), "");
    if (event.kind == "blockiness") chosen.push_back(event);
  }
  return chosen;
}

TEST(QualityTold, WhenItIsBadForLong) {
  const auto events = watch({});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].phase, Phase::begin);
  EXPECT_EQ(events[0].severity, Severity::warning);
  EXPECT_EQ(events[0].unit, "ratio");
  EXPECT_GE(events[0].start, 5s);
  EXPECT_LE(events[0].start, 8s);
  EXPECT_GE(events[0].running_time, events[0].start + 10s);
  EXPECT_LE(events[0].running_time, events[0].start + 10s + 2 * kLook);
  EXPECT_GT(events[0].value, events[0].threshold);
  EXPECT_GT(events[0].confidence, 0.9);
  EXPECT_EQ(events[0].details[0].first, "grid_width");
  EXPECT_EQ(events[1].phase, Phase::end);
  EXPECT_LE(events[1].start + events[1].duration, 33s);
  EXPECT_GE(events[1].running_time, events[1].start + events[1].duration + 10s);
}

TEST(QualityTold, AsItIsSet) {
  EXPECT_TRUE(watch({.measure_blockiness = false}).empty());
  EXPECT_TRUE(watch({.max_blockiness = 1}).empty());
  EXPECT_TRUE(watch({.blockiness_duration = 30s}).empty());

  auto events = watch({.critical_blockiness = 0.5});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].severity, Severity::critical);

  events = watch({.clear_blockiness = 0, .blockiness_clear_duration = 2s});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_GE(events[1].running_time, 48s) << "there is always a little of it";

  events = watch({.blockiness_duration = 2s, .blockiness_clear_duration = 2s});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].running_time, events[0].start + 4 * kLook);
  EXPECT_EQ(events[1].running_time, events[1].start + events[1].duration + 4 * kLook);
}

TEST(QualityTold, SwitchedOffEndsWhatIsOpen) {
  const CodedPicture bad(16);
  Blockiness blockiness;
  blockiness.configure({.blockiness_duration = 0s});
  Events events;
  blockiness.process({.luma = bad.view()}, events);
  ASSERT_EQ(events.size(), 1U);
  blockiness.configure({.measure_blockiness = false});
  blockiness.process({.luma = bad.view(), .time = kFrame}, events);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].phase, Phase::end);
  Events samples;
  blockiness.sample(samples);
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0].kind, "corruption");
}

// Black for a while: whether it is still coded badly is not known.
TEST(QualityTold, IsOverOnlyWhenThatIsSeen) {
  const CodedPicture bad(16);
  Picture black(CodedPicture::kWidth, CodedPicture::kHeight);
  black.fill(16);
  Blockiness blockiness;
  blockiness.configure({.blockiness_duration = 0s, .blockiness_clear_duration = 1s});
  Events events;
  blockiness.process({.luma = bad.view()}, events);
  for (Time time = kLook; time < 8s; time += kLook)
    blockiness.process({.luma = black.view(), .time = time}, events);
  EXPECT_EQ(events.size(), 1U);
}

}  // namespace blockiness_quality_told_test
}  // namespace vqa::test
