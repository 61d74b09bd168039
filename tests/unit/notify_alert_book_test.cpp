// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "core/cloud_event.h"
#include "notify/alert_book.h"

namespace vqa {
namespace notify_alert_book_test {

const AlertBook::WallClock::time_point kNow{std::chrono::milliseconds{1'000'000'000}};

std::string cloud(Phase phase, Severity severity = Severity::warning, std::uint64_t incident = 1) {
  Event event;
  event.label = "sky/1";
  event.detector = "blockiness";
  event.kind = "long-name";
  event.element = "e0";
  event.phase = phase;
  event.incident = incident;
  event.severity = severity;
  event.start = 8s;
  event.running_time = 10s;
  event.value = 0.25;
  event.unit = "ratio";
  event.details = {{"box", std::string("1,2,3,4")}};
  return to_cloud_event(event, {.host = "host", .process = "p"}, 7, kNow);
}

class AlertBookTest : public testing::Test {
 protected:
  AlertBook::Alerts post(const std::string& event) {
    const auto alerts = book_.alerts_of(event, kNow);
    book_.accepted(alerts, kNow);
    return alerts;
  }
  AlertBook book_{std::chrono::seconds(240)};
};

TEST_F(AlertBookTest, SaysWhatWhereAndSinceWhen) {
  const auto alerts = post(cloud(Phase::begin));
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0]["labels"], (nlohmann::json{{"alertname", "VqaLongName"},
                                                 {"severity", "warning"},
                                                 {"stream", "sky/1"},
                                                 {"detector", "blockiness"},
                                                 {"kind", "long-name"},
                                                 {"element", "e0"},
                                                 {"host", "host"},
                                                 {"incident", "p/e0/1"}}));
  EXPECT_EQ(alerts[0]["startsAt"], to_rfc3339(kNow - 2s)) << "the onset";
  EXPECT_EQ(alerts[0]["endsAt"], to_rfc3339(kNow + 240s));
  EXPECT_EQ(alerts[0]["annotations"]["summary"],
            "sky/1: blockiness/long-name, 0.25 ratio (limit 0.0)");
  EXPECT_EQ(alerts[0]["annotations"]["details"], R"({"box":"1,2,3,4"})");
}

TEST_F(AlertBookTest, RefreshesWhatIsOnUntilItEnds) {
  post(cloud(Phase::begin, Severity::warning, 1));
  post(cloud(Phase::begin, Severity::warning, 2));
  const auto later = kNow + 60s;
  EXPECT_EQ(book_.refreshed(later).size(), 2U);
  EXPECT_EQ(book_.refreshed(later)[0]["endsAt"], to_rfc3339(later + 240s));
  EXPECT_EQ(post(cloud(Phase::end, Severity::warning, 1))[0]["endsAt"], to_rfc3339(kNow));
  EXPECT_EQ(book_.refreshed(later).size(), 1U);
  post(cloud(Phase::end, Severity::warning, 2));
  EXPECT_FALSE(book_.any_on());
}

TEST_F(AlertBookTest, ASeverityThatChangesResolvesTheAlertBefore) {
  post(cloud(Phase::begin));
  const auto alerts = post(cloud(Phase::update, Severity::critical));
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts[0]["labels"]["severity"], "warning");
  EXPECT_EQ(alerts[0]["endsAt"], to_rfc3339(kNow));
  EXPECT_EQ(alerts[1]["labels"]["severity"], "critical");
  EXPECT_EQ(book_.refreshed(kNow).size(), 1U);
}

TEST_F(AlertBookTest, SamplesAndGarbageAreNoAlerts) {
  EXPECT_TRUE(post(cloud(Phase::sample)).empty());
  for (const char* garbage : {"", "[]", "{", "7", "{\"type\":3}"}) {
    EXPECT_TRUE(post(garbage).empty()) << garbage;
  }
}

}  // namespace notify_alert_book_test
}  // namespace vqa
