// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The notifier with an outbox on disk: what it does not deliver now is delivered later.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "notify/notify.h"
#include "notify/sqlite.h"
#include "support/fake_target.h"
#include "support/temp_dir.h"

namespace vqa {
namespace notify_keeping_test {

using nlohmann::json;
using test::FakeTarget;
using test::kAtMost;

const Now kWhen{Now::WallClock::time_point{std::chrono::milliseconds{1'000'000}}, 1000s};
constexpr std::chrono::milliseconds kAtOnce{0};

class KeepingTest : public testing::Test {
 protected:
  KeepingTest() {
    config_.state_dir = dir_.path("state");
    config_.label = "sky-1";
    config_.storm_limit = 0;
  }
  std::unique_ptr<Notifier> notifier(const std::string& process, bool calls_people = false) {
    Targets targets;
    targets.push_back(std::make_unique<FakeTarget>(receiver_, true, calls_people));
    return std::make_unique<Notifier>(
        std::move(targets), EventSource{.host = "host", .process = process}, config_, news_.tell());
  }
  static Event event_of(Phase phase, std::uint64_t incident) {
    Event event;
    event.detector = event.kind = "freeze";
    event.element = "vqafreeze0";
    event.phase = phase;
    event.incident = incident;
    event.severity = Severity::warning;
    return event;
  }
  static void incidents(Notifier& notify, std::uint64_t count, std::uint64_t first = 1) {
    for (std::uint64_t i = first; i < first + count; ++i) {
      notify.put(event_of(Phase::begin, i), kWhen);
      notify.put(event_of(Phase::end, i), kWhen);
    }
  }
  // What stands behind a key, up to the next comma. (Parsing thousands of lines takes seconds.)
  static std::string value(const std::string& line, const std::string& key) {
    const auto found = line.find("\"" + key + "\":");
    if (found == std::string::npos) return {};
    const auto from = found + key.size() + 3;
    return line.substr(from, line.find(',', from) - from);
  }
  // Fails where an end comes before its begin or a line comes twice. Returns the incidents.
  std::vector<std::uint64_t> whole_incidents() const {
    std::set<std::string> ids, open;
    std::vector<std::uint64_t> ended;
    for (const auto& line : receiver_->lines()) {
      EXPECT_TRUE(ids.insert(value(line, "id")).second) << "twice: " << line;
      const std::string incident = value(line, "incident"), phase = value(line, "phase");
      if (phase == "\"begin\"") {
        EXPECT_TRUE(open.insert(incident).second) << line;
      } else if (phase == "\"end\"") {
        EXPECT_EQ(open.erase(incident), 1U) << "an end without its begin: " << line;
        ended.push_back(std::stoull(incident));
      }
    }
    EXPECT_TRUE(open.empty()) << "a begin without its end";
    return ended;
  }
  std::int64_t count(const std::string& table) const {
    Database database(dir_.path("state/events.db"));
    auto rows = database.prepare("SELECT count(*) FROM " + table);
    return rows.step() ? rows.number(0) : -1;
  }

  test::TempDir dir_;
  test::News news_;
  std::shared_ptr<test::Receiver> receiver_ = std::make_shared<test::Receiver>();
  NotifyConfig config_;
};

TEST_F(KeepingTest, WhatIsDeliveredLeavesTheOutboxAndStaysAsHistory) {
  auto notify = notifier("p");
  incidents(*notify, 3);
  notify->stop(kWhen, kAtMost);
  EXPECT_EQ(whole_incidents().size(), 3U);
  EXPECT_EQ(notify->counts().kept, 0U);
  EXPECT_EQ(count("event"), 6);
  EXPECT_EQ(count("outbox"), 0);
  EXPECT_EQ(count("owner"), 0) << "nothing is left of who is gone";
}

TEST_F(KeepingTest, TheNextOneDeliversWhatThisOneCouldNot) {
  receiver_->fail(-1);
  auto first = notifier("first");
  incidents(*first, 3);
  first->put(event_of(Phase::begin, 4), kWhen);
  first->stop(kWhen, kAtOnce);
  EXPECT_EQ(first->counts().kept, 8U);
  EXPECT_EQ(first->counts().dropped, 0U);
  receiver_->fail(0);
  auto second = notifier("second");
  ASSERT_TRUE(receiver_->wait_for_lines(8));
  second->stop(kWhen, kAtMost);
  EXPECT_EQ(whole_incidents(), (std::vector<std::uint64_t>{1, 2, 3, 4}));
  EXPECT_EQ(count("outbox"), 0);
}

TEST_F(KeepingTest, ABurstThatFitsIntoNoQueueComesFromTheDisk) {
  config_.capacity = 1000;
  receiver_->hold();
  auto notify = notifier("p");
  incidents(*notify, 3'000);
  receiver_->release();
  ASSERT_TRUE(receiver_->wait_for_lines(6'000));
  notify->stop(kWhen, kAtMost);
  EXPECT_EQ(whole_incidents().size(), 3'000U);
  EXPECT_EQ(notify->counts().dropped, 0U);
}

TEST_F(KeepingTest, WithoutADiskNotificationsGoOnAndAreWrittenLater) {
  std::ofstream(dir_.path("state")) << "in the way";
  auto notify = notifier("p");
  incidents(*notify, 2);
  ASSERT_TRUE(receiver_->wait_for_lines(4)) << "delivered all the same";
  ASSERT_TRUE(news_.wait_for(1));
  EXPECT_FALSE(news_.all()[0].works);
  EXPECT_NE(news_.all()[0].text.find(dir_.path("state")), std::string::npos);
  std::filesystem::remove(dir_.path("state"));
  ASSERT_TRUE(news_.wait_for(2));
  EXPECT_TRUE(news_.all()[1].works);
  notify->stop(kWhen, kAtMost);
  EXPECT_EQ(whole_incidents().size(), 2U);
  EXPECT_EQ(count("event"), 4);
  EXPECT_EQ(count("outbox"), 0);
}

TEST_F(KeepingTest, WhatWasNotDeliveredSurvivesTheLossOfTheDatabase) {
  receiver_->fail(-1);
  auto notify = notifier("first");
  incidents(*notify, 2);
  notify->put(event_of(Phase::begin, 3), kWhen);
  ASSERT_TRUE(receiver_->wait_for_tries(1));
  std::filesystem::remove_all(dir_.path("state"));
  notify->put(event_of(Phase::update, 3), kWhen);
  notify->stop(kWhen, kAtOnce);
  EXPECT_EQ(notify->counts().kept, 7U);
  receiver_->fail(0);
  auto second = notifier("second");
  EXPECT_TRUE(receiver_->wait_for_lines(7));
  second->stop(kWhen, kAtMost);
  EXPECT_EQ(whole_incidents(), (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST_F(KeepingTest, SamplesKeepTheirPlaceBetweenIncidents) {
  auto notify = notifier("p");
  for (std::uint64_t i = 1; i <= 20; ++i) {
    incidents(*notify, 1, i);
    notify->put(event_of(Phase::sample, 0), kWhen);
  }
  notify->stop(kWhen, kAtMost);
  const auto lines = receiver_->lines();
  ASSERT_EQ(lines.size(), 60U);
  for (std::size_t i = 2; i < lines.size(); i += 3) {
    EXPECT_EQ(value(lines[i], "phase"), "\"sample\"");
  }
}

TEST_F(KeepingTest, SamplesAreNotKept) {
  auto notify = notifier("p");
  notify->put(event_of(Phase::sample, 0), kWhen);
  ASSERT_TRUE(receiver_->wait_for_lines(1));
  notify->stop(kWhen, kAtMost);
  EXPECT_FALSE(std::filesystem::exists(dir_.path("state/events.db")) && count("event") > 0);
}

TEST_F(KeepingTest, PeopleAreToldOfAStormOnceAndTheHistoryHasItAll) {
  config_.storm_limit = 5;
  auto notify = notifier("p", true);
  incidents(*notify, 1000);
  notify->stop(kWhen, kAtMost);
  std::size_t storm = 0;
  for (const auto& line : receiver_->lines()) {
    const json cloud = json::parse(line);
    if (cloud["subject"] == "notify/storm") ++storm;
  }
  EXPECT_EQ(receiver_->lines().size() - storm, 10U);
  EXPECT_GE(storm, 2U) << "a begin, and an end at the latest at shutdown";
  EXPECT_LE(storm, 12U);
  EXPECT_EQ(count("event"), 2000 + static_cast<std::int64_t>(storm));
}

TEST_F(KeepingTest, TheHistoryIsAsLongAsItIsToldToBe) {
  auto first = notifier("first");
  incidents(*first, 3);
  first->stop(kWhen, kAtMost);
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  config_.retention = 1s;
  auto second = notifier("second");
  incidents(*second, 1, 4);
  ASSERT_TRUE(receiver_->wait_for_lines(8));
  second->stop(kWhen, kAtMost);
  EXPECT_EQ(count("event"), 2);
}

TEST(StateDirectory, IsWhereThePropertySays) {
  EXPECT_EQ(state_directory("none"), "");
  EXPECT_EQ(state_directory("/var/lib/vqa"), "/var/lib/vqa");
  EXPECT_TRUE(state_directory("").ends_with("/vqa")) << state_directory("");
}

}  // namespace notify_keeping_test
}  // namespace vqa
