// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "core/cloud_event.h"

namespace vqa {
namespace core_cloud_event_test {

using nlohmann::json;
using std::chrono::system_clock;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const EventSource kSource{.host = "host-3", .process = "6f0c"};
const system_clock::time_point kWhen{std::chrono::milliseconds{1'795'242'788'867}};

Event corruption() {
  return {.detector = "blockiness",
          .kind = "corruption",
          .element = "vqablockiness0",
          .label = "sky-1",
          .phase = Phase::begin,
          .incident = 17,
          .severity = Severity::critical,
          .running_time = 12'480ms,
          .stream_time = 12'480ms,
          .timestamp = 12'480ms,
          .start = 12'400ms,
          .duration = 80ms,
          .value = 0.131,
          .threshold = 0.1,
          .unit = "ratio",
          .confidence = 0.97};
}

std::string line_of(const Event& event) { return to_cloud_event(event, kSource, 17, kWhen); }
json parsed(const Event& event) { return json::parse(line_of(event)); }

TEST(CloudEvent, IsTheLineOfTheContract) {
  EXPECT_EQ(line_of(corruption()),
            R"({"specversion":"1.0","id":"sky-1/6f0c/17","source":"/vqa/host-3/sky-1",)"
            R"("type":"vqa.incident.begin","subject":"blockiness/corruption",)"
            R"("time":"2026-11-21T06:33:08.867Z","datacontenttype":"application/json",)"
            R"("data":{"schema":1,"stream":"sky-1","detector":"blockiness","kind":"corruption",)"
            R"("element":"vqablockiness0","phase":"begin","incident":17,"severity":"critical",)"
            R"("running_time":12480000000,"stream_time":12480000000,"timestamp":12480000000,)"
            R"("start":12400000000,"duration":80000000,"value":0.131,"threshold":0.1,)"
            R"("unit":"ratio","confidence":0.97,"frame_at":null,"arrived_at":null,)"
            R"("detected_at":null,"evidence":null,"clip":null,"details":{}}})");
}

TEST(CloudEvent, TypeFollowsThePhase) {
  const std::pair<Phase, const char*> kTypes[] = {{Phase::begin, "vqa.incident.begin"},
                                                  {Phase::update, "vqa.incident.update"},
                                                  {Phase::end, "vqa.incident.end"},
                                                  {Phase::sample, "vqa.sample"}};
  for (const auto& [phase, type] : kTypes) {
    Event event = corruption();
    event.phase = phase;
    EXPECT_EQ(parsed(event)["type"], type);
    EXPECT_EQ(parsed(event)["data"]["phase"], std::string(to_string(phase)));
  }
}

TEST(CloudEvent, StreamsHaveTypesOfTheirOwn) {
  EXPECT_EQ(cloud_event_type("stream", "running", Phase::begin, ""), "vqa.stream.start");
  EXPECT_EQ(cloud_event_type("stream", "running", Phase::end, "died"), "vqa.stream.end");
  EXPECT_EQ(cloud_event_type("stream", "lost", Phase::begin, ""), "vqa.stream.lost");
  EXPECT_EQ(cloud_event_type("stream", "lost", Phase::update, ""), "vqa.incident.update");
  EXPECT_EQ(cloud_event_type("stream", "lost", Phase::end, "cleared"), "vqa.stream.back");
  EXPECT_EQ(cloud_event_type("stream", "lost", Phase::end, "shutdown"), "vqa.incident.end")
      << "it is not back";
  EXPECT_EQ(cloud_event_type("monitor", "heartbeat", Phase::sample, ""), "vqa.monitor.heartbeat");
  Event event = corruption();
  event.detector = "stream";
  event.kind = "lost";
  event.phase = Phase::end;
  event.details = {{"cause", std::string("no data")}, {"reason", std::string("cleared")}};
  EXPECT_EQ(parsed(event)["type"], "vqa.stream.back");
}

TEST(CloudEvent, TellsTheTimesOnTheWayByTheWallClock) {
  Event event = corruption();
  event.frame_at = 99s;
  event.arrived_at = 99'900ms;
  event.detected_at = 99'905ms;
  const json cloud = json::parse(to_cloud_event(event, kSource, 17, {kWhen, 100s}));
  EXPECT_EQ(cloud["time"], "2026-11-21T06:33:08.867Z");
  EXPECT_EQ(cloud["data"]["frame_at"], "2026-11-21T06:33:07.867Z");
  EXPECT_EQ(cloud["data"]["arrived_at"], "2026-11-21T06:33:08.767Z");
  EXPECT_EQ(cloud["data"]["detected_at"], "2026-11-21T06:33:08.772Z");
  event.detected_at = Time::max();
  EXPECT_TRUE(json::parse(to_cloud_event(event, kSource, 17, {kWhen, 100s}))["data"]["detected_at"]
                  .is_null())
      << "nobody can have said so";
}

TEST(CloudEvent, APictureIsToldOfWithItsFile) {
  Event event = corruption();
  event.evidence = "sky-1/x.jpg";
  const json cloud = json::parse(to_evidence_event(
      line_of(event), {.what = "evidence", .name = "sky-1/x.jpg", .path = "/state/sky-1/x.jpg"},
      kWhen));
  EXPECT_EQ(parsed(event)["data"]["evidence"], "sky-1/x.jpg");
  EXPECT_EQ(cloud["type"], "vqa.evidence");
  EXPECT_EQ(cloud["id"], "sky-1/6f0c/17/evidence");
  EXPECT_EQ(cloud["data"], json::parse(R"({"schema":1,"stream":"sky-1","element":"vqablockiness0",
      "incident":17,"evidence":"sky-1/x.jpg","file":"/state/sky-1/x.jpg"})"));
  EXPECT_EQ(to_evidence_event("no object", {}, kWhen), "");
}

TEST(CloudEvent, SaysWhenItWasSent) {
  const std::string line = line_of(corruption());
  const json sent = json::parse(with_sent_time(line, kWhen + 1s));
  EXPECT_EQ(sent["sent"], "2026-11-21T06:33:09.867Z");
  json without = sent;
  without.erase("sent");
  EXPECT_EQ(without, json::parse(line));
  EXPECT_EQ(with_sent_time("no object", kWhen), "no object");
}

TEST(CloudEvent, UnknownTimesAreNull) {
  Event event = corruption();
  event.stream_time.reset();
  event.timestamp.reset();
  const json data = parsed(event)["data"];
  ASSERT_TRUE(data.contains("stream_time"));
  ASSERT_TRUE(data.contains("timestamp"));
  EXPECT_TRUE(data["stream_time"].is_null());
  EXPECT_TRUE(data["timestamp"].is_null());
  EXPECT_EQ(data["running_time"], 12'480'000'000);
}

TEST(CloudEvent, WhatIsNoNumberIsNull) {
  Event event = corruption();
  event.value = kNan;
  event.threshold = -std::numeric_limits<double>::infinity();
  event.details = {{"peak", std::numeric_limits<double>::infinity()}};
  const json data = parsed(event)["data"];
  EXPECT_TRUE(data["value"].is_null());
  EXPECT_TRUE(data["threshold"].is_null());
  EXPECT_TRUE(data["details"]["peak"].is_null());
}

TEST(CloudEvent, KeepsTheTypesOfDetailsAndTurnsDashesInTheirKeys) {
  Event event = corruption();
  event.details = {{"largest-block-area", 0.25},
                   {"frames", std::int64_t{-3}},
                   {"keyframe", true},
                   {"likely-cause", std::string("packet-loss")}};
  const json details = parsed(event)["data"]["details"];
  EXPECT_EQ(details, json::parse(R"({"largest_block_area":0.25,"frames":-3,"keyframe":true,
                                     "likely_cause":"packet-loss"})"));
  EXPECT_TRUE(details["frames"].is_number_integer());
}

TEST(CloudEvent, StaysValidWhateverTheLabelHolds) {
  for (const std::string label :
       {"\xC3\x28", "caf\xE9", "\xFF\xFE", "\xED\xA0\x80", "cut \xE2\x82", "\x01\x1F\n\t\"\\"}) {
    Event event = corruption();
    event.label = label;
    event.details = {{label, label}};
    const std::string line = line_of(event);
    EXPECT_EQ(line.find('\n'), std::string::npos) << "one event, one line";
    const json cloud = json::parse(line, nullptr, false);
    ASSERT_FALSE(cloud.is_discarded()) << line;
    EXPECT_EQ(cloud["data"]["incident"], 17);
    EXPECT_FALSE(cloud["data"]["stream"].get<std::string>().empty());
  }
}

TEST(CloudEvent, SourceIsAUriReferenceWhateverTheLabel) {
  Event event;
  event.label = "news 1/é";
  const auto json = nlohmann::json::parse(to_cloud_event(event, {"host", "process"}, 1, {}));
  EXPECT_EQ(json["source"], "/vqa/host/news%201%2F%C3%A9");
  EXPECT_EQ(json["data"]["stream"], "news 1/é");
}

TEST(CloudEvent, KeepsGoodUtf8) {
  Event event = corruption();
  event.label = "Kanal Süd \xF0\x9F\x93\xBA";
  EXPECT_EQ(parsed(event)["data"]["stream"], event.label);
}

TEST(CloudEvent, AStreamWithoutNameIsUnnamed) {
  Event event = corruption();
  event.label.clear();
  const json cloud = parsed(event);
  EXPECT_EQ(cloud["id"], "unnamed/6f0c/17");
  EXPECT_EQ(cloud["source"], "/vqa/host-3/unnamed");
  EXPECT_EQ(cloud["data"]["stream"], "unnamed");
}

TEST(CloudEvent, KeepsLargeNumbersExactly) {
  Event event = corruption();
  event.incident = std::numeric_limits<std::uint64_t>::max();
  event.running_time = Time::max();
  event.start = -1ns;
  const json data = parsed(event)["data"];
  EXPECT_EQ(data["incident"].get<std::uint64_t>(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(data["running_time"].get<std::int64_t>(), Time::max().count());
  EXPECT_EQ(data["start"].get<std::int64_t>(), -1);
}

TEST(Rfc3339, IsUtcWithMilliseconds) {
  const auto text = [](std::int64_t ms) {
    return to_rfc3339(system_clock::time_point{std::chrono::milliseconds{ms}});
  };
  EXPECT_EQ(text(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(text(1), "1970-01-01T00:00:00.001Z");
  EXPECT_EQ(text(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(text(1'795'242'788'867), "2026-11-21T06:33:08.867Z");
  EXPECT_EQ(text(951'782'400'000), "2000-02-29T00:00:00.000Z");
}

TEST(Rfc3339, CutsBelowTheMillisecond) {
  EXPECT_EQ(to_rfc3339(system_clock::time_point{std::chrono::microseconds{1'999'999}}),
            "1970-01-01T00:00:01.999Z");
}

}  // namespace core_cloud_event_test
}  // namespace vqa
