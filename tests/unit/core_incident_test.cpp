// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "core/incident.h"

namespace vqa {
namespace core_incident_test {

IncidentRules at_once() { return {.raise_level = 5, .clear_level = 5}; }

TEST(IncidentTracker, FillsInWhatAnEventIsAbout) {
  IncidentNumbers numbers;
  IncidentTracker tracker("audio", "hum", "dBFS", numbers);
  tracker.configure(at_once());
  Events events;
  tracker.observe(2s, 6, 0.75, events);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0], (Event{.detector = "audio",
                              .kind = "hum",
                              .element = "",
                              .label = "",
                              .phase = Phase::begin,
                              .incident = 1,
                              .severity = Severity::warning,
                              .running_time = 2s,
                              .start = 2s,
                              .value = 6,
                              .threshold = 5,
                              .unit = "dBFS",
                              .confidence = 0.75}));
}

TEST(IncidentTracker, TrackersOfOneElementShareTheirNumbers) {
  IncidentNumbers numbers;
  IncidentTracker hum("audio", "hum", "dBFS", numbers), click("audio", "click", "count", numbers);
  hum.configure(at_once());
  click.configure(at_once());
  Events events;
  hum.observe(0s, 9, 1, events);
  click.observe(1s, 9, 1, events);
  hum.observe(2s, 0, 1, events);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].incident, 1U);
  EXPECT_EQ(events[1].incident, 2U);
  EXPECT_EQ(events[2].incident, 1U);
}

TEST(IncidentTracker, ASampleIsNoIncidentEvenWhileOneIsOpen) {
  IncidentNumbers numbers;
  IncidentTracker tracker("audio", "hum", "dBFS", numbers);
  tracker.configure(at_once());
  Events events;
  tracker.observe(0s, 9, 1, events);
  EXPECT_EQ(tracker.sample(3s, 4, 0.5), (Event{.detector = "audio",
                                               .kind = "hum",
                                               .element = "",
                                               .label = "",
                                               .phase = Phase::sample,
                                               .running_time = 3s,
                                               .start = 3s,
                                               .value = 4,
                                               .threshold = 5,
                                               .unit = "dBFS",
                                               .confidence = 0.5}));
  EXPECT_TRUE(tracker.open());
}

// After a gap nothing is known of before: an onset before it would overlap the incident it ended.
TEST(IncidentTracker, IncidentsNeverOverlapWhileTimeRunsOn) {
  IncidentNumbers numbers;
  IncidentTracker tracker("freeze", "freeze", "level", numbers);
  tracker.configure({.raise_level = 5, .clear_level = 5, .max_gap = 10s});
  Events events;
  tracker.judge({.time = 0s, .verdict = Verdict::bad}, events);
  tracker.judge({.time = 5s, .verdict = Verdict::bad}, events);
  tracker.judge({.time = 20s, .verdict = Verdict::bad, .onset = 1s}, events);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[1].start + events[1].duration, 5s);
  EXPECT_GE(events[2].start, 5s);
}

}  // namespace core_incident_test
}  // namespace vqa
