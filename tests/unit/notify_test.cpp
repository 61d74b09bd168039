// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/notify.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "support/fake_target.h"

namespace vqa {
namespace notify_test {

using nlohmann::json;
using test::FakeTarget;
using test::kAtMost;
using test::News;
using test::Receiver;

const Now kWhen{Now::WallClock::time_point{std::chrono::milliseconds{1'000'000}}, 1000s};

Event event_of(Phase phase, std::uint64_t incident, Time time, std::string element = "vqafreeze0") {
  Event event;
  event.detector = "freeze";
  event.kind = "freeze";
  event.element = std::move(element);
  event.phase = phase;
  event.incident = incident;
  event.severity = phase == Phase::sample ? Severity::info : Severity::warning;
  event.running_time = time;
  event.start = time;
  event.unit = "level";
  return event;
}

class NotifierTest : public testing::Test {
 protected:
  // One that sends to all of `receivers_`.
  std::unique_ptr<Notifier> notifier(std::string label = "", std::size_t capacity = 100'000) {
    Targets targets;
    for (const auto& receiver : receivers_) {
      targets.push_back(std::make_unique<FakeTarget>(receiver));
    }
    NotifyConfig config;
    config.label = std::move(label);
    config.state_dir = "none";
    config.storm_limit = 0;
    config.capacity = capacity;
    return std::make_unique<Notifier>(std::move(targets),
                                      EventSource{.host = "host", .process = "process"}, config,
                                      news_.tell());
  }
  static std::vector<json> received(const Receiver& receiver) {
    std::vector<json> all;
    for (const auto& line : receiver.lines()) all.push_back(json::parse(line));
    return all;
  }
  std::vector<json> received() const { return received(*receivers_[0]); }

  News news_;  // outlives the notifiers of a test
  std::vector<std::shared_ptr<Receiver>> receivers_ = {std::make_shared<Receiver>()};
};

TEST_F(NotifierTest, SendsEveryEventAsOneCloudEvent) {
  auto notify = notifier();
  notify->put(event_of(Phase::begin, 1, 2s), kWhen);
  notify->put(event_of(Phase::update, 1, 5s), kWhen);
  notify->put(event_of(Phase::sample, 0, 6s), kWhen);
  notify->put(event_of(Phase::end, 1, 7s), kWhen);
  notify->stop(kWhen, kAtMost);
  EXPECT_EQ(notify->counts().dropped, 0U);
  std::vector<std::string> types, ids;
  for (const json& cloud : received()) {
    types.push_back(cloud["type"]);
    ids.push_back(cloud["id"]);
    EXPECT_EQ(cloud["time"], "1970-01-01T00:16:40.000Z");
  }
  EXPECT_EQ(types, (std::vector<std::string>{"vqa.incident.begin", "vqa.incident.update",
                                             "vqa.sample", "vqa.incident.end"}));
  EXPECT_EQ(ids, (std::vector<std::string>{"unnamed/process/1", "unnamed/process/2",
                                           "unnamed/process/3", "unnamed/process/4"}));
  EXPECT_EQ(notify->counts().delivered, 4U);
}

TEST_F(NotifierTest, ItsLabelIsForEventsThatHaveNone) {
  auto notify = notifier("sky-1");
  Event named = event_of(Phase::sample, 0, 1s);
  named.label = "bbc-2";
  notify->put(named, kWhen);
  notify->put(event_of(Phase::begin, 1, 1s), kWhen);
  notify->stop(kWhen, kAtMost);
  const auto clouds = received();
  ASSERT_EQ(clouds.size(), 3U);
  EXPECT_EQ(clouds[0]["data"]["stream"], "bbc-2");
  EXPECT_EQ(clouds[1]["data"]["stream"], "sky-1");
  EXPECT_EQ(clouds[2]["data"]["stream"], "sky-1") << "the end at shutdown too";
}

TEST_F(NotifierTest, EndsWhatIsOpenAtShutdown) {
  auto notify = notifier();
  Event first = event_of(Phase::begin, 1, 2s);
  first.stream_time = first.timestamp = 2s;
  notify->put(first, kWhen);
  Event update = event_of(Phase::update, 1, 5s);
  update.start = 2s;
  update.severity = Severity::critical;
  notify->put(update, kWhen);
  notify->put(event_of(Phase::begin, 2, 5s), kWhen);
  notify->put(event_of(Phase::end, 2, 6s), kWhen);
  notify->put(event_of(Phase::sample, 0, 9s), kWhen);
  notify->stop(kWhen, kAtMost);
  const auto clouds = received();
  ASSERT_EQ(clouds.size(), 6U);
  EXPECT_EQ(clouds[5]["type"], "vqa.incident.end");
  const json& end = clouds[5]["data"];
  EXPECT_EQ(end["incident"], 1);
  EXPECT_EQ(end["severity"], "critical");
  EXPECT_EQ(end["start"], 2'000'000'000);
  EXPECT_EQ(end["running_time"], 9'000'000'000);
  EXPECT_EQ(end["duration"], 7'000'000'000);
  EXPECT_TRUE(end["stream_time"].is_null());
  EXPECT_TRUE(end["timestamp"].is_null());
  EXPECT_EQ(end["details"], (json{{"reason", "shutdown"}}));
}

TEST_F(NotifierTest, KeepsIncidentsOfSeveralElementsApart) {
  auto notify = notifier();
  notify->put(event_of(Phase::begin, 1, 1s, "vqafreeze0"), kWhen);
  notify->put(event_of(Phase::begin, 1, 2s, "vqafreeze1"), kWhen);
  notify->put(event_of(Phase::end, 1, 3s, "vqafreeze0"), kWhen);
  notify->stop(kWhen, kAtMost);
  const auto clouds = received();
  ASSERT_EQ(clouds.size(), 4U);
  EXPECT_EQ(clouds[3]["data"]["element"], "vqafreeze1");
  EXPECT_EQ(clouds[3]["data"]["phase"], "end");
}

TEST_F(NotifierTest, AllTargetsSeeTheSameInTheSameOrder) {
  receivers_.push_back(std::make_shared<Receiver>());
  receivers_.push_back(std::make_shared<Receiver>());
  receivers_[1]->fail(2);
  auto notify = notifier();
  for (int i = 0; i < 50; ++i) notify->put(event_of(Phase::sample, 0, i * 1s), kWhen);
  notify->stop(kWhen, kAtMost);
  EXPECT_EQ(notify->counts().dropped, 0U);
  EXPECT_EQ(receivers_[0]->lines().size(), 50U);
  EXPECT_EQ(receivers_[0]->lines(), receivers_[1]->lines());
  EXPECT_EQ(receivers_[0]->lines(), receivers_[2]->lines());
  EXPECT_EQ(notify->counts().delivered, 150U);
}

TEST_F(NotifierTest, OneBrokenTargetDoesNotHoldUpAnother) {
  receivers_.push_back(std::make_shared<Receiver>());
  receivers_[0]->fail(-1);
  auto notify = notifier();
  notify->put(event_of(Phase::begin, 1, 1s), kWhen);
  EXPECT_TRUE(receivers_[1]->wait_for_lines(1));
  EXPECT_TRUE(news_.wait_for(1));
  notify->stop(kWhen, std::chrono::milliseconds(0));
  EXPECT_EQ(notify->counts().dropped, 2U) << "begin and end, once each";
  EXPECT_TRUE(receivers_[0]->lines().empty());
}

TEST_F(NotifierTest, CountsIncidentsThatDidNotGoOutAndNotSamples) {
  receivers_[0]->fail(-1);
  auto notify = notifier();
  notify->put(event_of(Phase::begin, 1, 1s), kWhen);
  notify->put(event_of(Phase::end, 1, 2s), kWhen);
  notify->put(event_of(Phase::sample, 0, 3s), kWhen);
  notify->stop(kWhen, std::chrono::milliseconds(0));
  EXPECT_EQ(notify->counts().dropped, 2U);
  EXPECT_EQ(notify->counts().dropped_samples, 1U);
}

TEST_F(NotifierTest, ManyThreadsMayPut) {
  receivers_.push_back(std::make_shared<Receiver>());
  auto notify = notifier();
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&notify, thread] {
      const std::string element = "vqafreeze" + std::to_string(thread);
      for (std::uint64_t i = 1; i <= 50; ++i) {
        notify->put(event_of(Phase::begin, i, static_cast<int>(i) * 1s, element), kWhen);
        notify->put(event_of(Phase::sample, 0, static_cast<int>(i) * 1s, element), kWhen);
        if (i < 50) notify->put(event_of(Phase::end, i, static_cast<int>(i) * 1s, element), kWhen);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  notify->stop(kWhen, kAtMost);
  EXPECT_EQ(notify->counts().dropped, 0U);
  EXPECT_EQ(receivers_[0]->lines(), receivers_[1]->lines());

  std::uint64_t sequence = 0;
  std::map<std::string, std::uint64_t> open;  // by element
  for (const json& cloud : received()) {
    EXPECT_EQ(cloud["id"], "unnamed/process/" + std::to_string(++sequence));
    const json& data = cloud["data"];
    auto& incident = open[data["element"]];
    if (data["phase"] == "begin") {
      EXPECT_EQ(incident, 0U);
      incident = data["incident"];
    } else if (data["phase"] == "end") {
      EXPECT_EQ(incident, data["incident"]);
      incident = 0;
    }
  }
  EXPECT_EQ(sequence, 4U * 150U);
  for (const auto& [element, incident] : open) EXPECT_EQ(incident, 0U) << element;
}

TEST(MakeTargets, TakesUrisSeparatedByBlanks) {
  const auto count = [](std::string_view uris) {
    const auto made = make_targets(uris);
    const auto* targets = std::get_if<Targets>(&made);
    return targets != nullptr ? static_cast<int>(targets->size()) : -1;
  };
  EXPECT_EQ(count(""), 0);
  EXPECT_EQ(count(" \t\n"), 0);
  EXPECT_EQ(count("stdout:"), 1);
  EXPECT_EQ(count("  stdout:\n file:a.jsonl\tfile:///b%20c.jsonl "), 3);
  EXPECT_EQ(count("stdout: nonsense"), -1);
  EXPECT_EQ(count(NotifyConfig{}.targets), 1);
}

TEST(MakeTargets, NamesTheBadOne) {
  const auto made = make_targets("stdout: nonsense file:a");
  const auto* bad = std::get_if<BadTarget>(&made);
  ASSERT_NE(bad, nullptr);
  EXPECT_NE(bad->problem.find("\"nonsense\""), std::string::npos) << bad->problem;
}

}  // namespace notify_test
}  // namespace vqa
