// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "notify/sqlite_outbox.h"
#include "support/fake_target.h"
#include "support/temp_dir.h"

namespace vqa {
namespace notify_outbox_test {

using Lines = std::vector<std::string>;
using test::notice_of;
const Outbox::WallClock::time_point kNow = Outbox::WallClock::now();

class OutboxTest : public testing::Test {
 protected:
  std::unique_ptr<Outbox> outbox(const std::string& owner, const Lines& targets = {"a:", "b:"}) {
    OutboxConfig config{.dir = dir_.path("state"), .owner = owner, .queues = {}};
    for (const auto& target : targets)
      config.queues.push_back({.target = target, .calls_people = target == "b:"});
    return std::make_unique<SqliteOutbox>(config);
  }
  static void add(Outbox& outbox, const Notice& notice, std::vector<bool> wanted = {true, true}) {
    outbox.together([&] { outbox.add(notice, wanted); });
  }
  static Notice cloud(Phase phase, const std::string& incident) {
    const std::string name = std::string(to_string(phase)) + incident;
    Notice notice = notice_of(R"({"id":")" + name + R"(","data":{"phase":")" +
                                  std::string(to_string(phase)) + R"(","incident":7}})",
                              phase, incident);
    notice.id = name;
    return notice;
  }
  static Lines ids(Outbox& outbox, std::size_t queue = 0, Outbox::Place after = 0,
                   int limit = 100) {
    Lines ids;
    outbox.together([&] {
      for (const auto& waiting : outbox.next(queue, after, limit)) ids.push_back(waiting.notice.id);
    });
    return ids;
  }
  std::string file() const { return dir_.path("state/events.db"); }

  test::TempDir dir_;
};

TEST_F(OutboxTest, KeepsNoticesInOrderUntilTheyAreRemoved) {
  const auto mine = outbox("me");
  Outbox::Places places;
  mine->together([&] {
    mine->add(cloud(Phase::begin, "1"), {true, true});
    places = mine->add(cloud(Phase::begin, "2"), {true, false});
    mine->add(cloud(Phase::end, "1"), {true, true});
  });
  EXPECT_EQ(ids(*mine, 0), (Lines{"begin1", "begin2", "end1"}));
  EXPECT_EQ(ids(*mine, 1), (Lines{"begin1", "end1"}));
  EXPECT_EQ(ids(*mine, 0, 0, 2), (Lines{"begin1", "begin2"}));
  EXPECT_EQ(ids(*mine, 0, places[0]), (Lines{"end1"}));
  EXPECT_EQ(places[1], 0);
  mine->together([&] { mine->settle(0, "begin1", kNow); });
  EXPECT_EQ(ids(*mine, 0), (Lines{"begin2", "end1"}));
  EXPECT_EQ(ids(*mine, 1), (Lines{"begin1", "end1"}));
}

TEST_F(OutboxTest, GivesBackWhatItGot) {
  const auto mine = outbox("me");
  Notice notice = cloud(Phase::begin, "1");
  notice.stream = "sky \"1\"\xc3\xa9";
  notice.detector = "freeze";
  notice.folded = true;
  add(*mine, notice);
  mine->together([&] {
    const auto waiting = mine->next(0, 0, 10);
    ASSERT_EQ(waiting.size(), 1U);
    const Notice& got = waiting[0].notice;
    EXPECT_EQ(*got.json, *notice.json);
    EXPECT_EQ(got.phase, Phase::begin);
    EXPECT_EQ(got.incident, "1");
    EXPECT_EQ(got.stream, notice.stream);
    EXPECT_EQ(got.detector, "freeze");
    EXPECT_TRUE(got.folded);
  });
}

TEST_F(OutboxTest, WhatFailsHalfwayDidNotHappen) {
  const auto mine = outbox("me");
  EXPECT_THROW(mine->together([&] {
    mine->add(cloud(Phase::begin, "1"), {true, true});
    throw std::runtime_error("power cut");
  }),
               std::runtime_error);
  EXPECT_EQ(ids(*mine), Lines{});
}

TEST_F(OutboxTest, TheSameNoticeTwiceIsOne) {
  const auto mine = outbox("me");
  add(*mine, cloud(Phase::begin, "1"));
  add(*mine, cloud(Phase::begin, "1"));
  EXPECT_EQ(ids(*mine), Lines{"begin1"});
}

TEST_F(OutboxTest, ALivingProcessIsLeftAlone) {
  const auto other = outbox("other");
  add(*other, cloud(Phase::begin, "1"));
  const auto mine = outbox("me");
  EXPECT_FALSE(mine->adopt_orphans(kNow));
  EXPECT_EQ(ids(*mine), Lines{});
  EXPECT_EQ(ids(*other), Lines{"begin1"});
}

TEST_F(OutboxTest, TakesOverFromTheDeadAndEndsTheirIncidents) {
  auto dead = outbox("dead");
  add(*dead, cloud(Phase::begin, "1"));
  add(*dead, cloud(Phase::begin, "2"));
  add(*dead, cloud(Phase::update, "2"));
  add(*dead, cloud(Phase::end, "1"));
  dead->together([&] { dead->settle(1, "begin2", kNow); });
  const auto mine = outbox("me");
  add(*mine, cloud(Phase::begin, "3"));
  dead.reset();  // as the kernel does with a process that is killed
  EXPECT_TRUE(mine->adopt_orphans(kNow));
  EXPECT_EQ(ids(*mine, 0),
            (Lines{"begin3", "begin1", "begin2", "update2", "end1", "update2/died"}));
  EXPECT_EQ(ids(*mine, 1), (Lines{"begin3", "begin1", "update2", "end1", "update2/died"}));
  EXPECT_FALSE(mine->adopt_orphans(kNow)) << "once is enough";
  mine->together([&] {
    const Notice end = mine->next(0, 0, 10).back().notice;
    EXPECT_EQ(end.phase, Phase::end);
    EXPECT_EQ(end.incident, "2");
    const auto json = nlohmann::json::parse(*end.json);
    EXPECT_EQ(json["id"], "update2/died");
    EXPECT_EQ(json["type"], "vqa.incident.end");
    EXPECT_EQ(json["data"]["phase"], "end");
    EXPECT_EQ(json["data"]["incident"], 7);
    EXPECT_EQ(json["data"]["details"]["reason"], "died");
  });
}

TEST_F(OutboxTest, WhatNobodyHereCanDeliverWaitsForSomebodyWhoCan) {
  auto dead = outbox("dead", {"a:", "elsewhere:"});
  add(*dead, cloud(Phase::begin, "1"));
  dead.reset();
  const auto mine = outbox("me", {"a:"});
  EXPECT_TRUE(mine->adopt_orphans(kNow));
  EXPECT_EQ(ids(*mine), (Lines{"begin1", "begin1/died"}));
  EXPECT_FALSE(mine->adopt_orphans(kNow));
  const auto elsewhere = outbox("third", {"elsewhere:"});
  EXPECT_TRUE(elsewhere->adopt_orphans(kNow));
  EXPECT_EQ(ids(*elsewhere), (Lines{"begin1", "begin1/died"}));
}

TEST_F(OutboxTest, PeopleHearNothingOfTheEndOfWhatWasFolded) {
  auto dead = outbox("dead");
  Notice folded = cloud(Phase::begin, "1");
  folded.folded = true;
  add(*dead, folded, {true, false});
  dead.reset();
  const auto mine = outbox("me");
  mine->adopt_orphans(kNow);
  EXPECT_EQ(ids(*mine, 0), (Lines{"begin1", "begin1/died"}));
  EXPECT_EQ(ids(*mine, 1), Lines{});
}

TEST_F(OutboxTest, ManyAdoptersEndAnIncidentOnce) {
  auto dead = outbox("dead");
  for (int i = 0; i < 50; ++i) add(*dead, cloud(Phase::begin, std::to_string(i)));
  dead.reset();
  std::vector<std::size_t> ends(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto mine = outbox("me" + std::to_string(i));
      mine->adopt_orphans(kNow);
      for (const auto& id : ids(*mine)) ends[i] += id.ends_with("/died") ? 1U : 0U;
    });
  }
  for (auto& thread : threads) thread.join();
  // One of those who took over may be gone by now, and have been taken over itself.
  const auto last = outbox("last");
  last->adopt_orphans(kNow);
  EXPECT_EQ(ids(*last).size(), 100U);
}

TEST_F(OutboxTest, LeavesWhatIsLeftToOthers) {
  const auto first = outbox("first");
  add(*first, cloud(Phase::begin, "1"));
  add(*first, cloud(Phase::end, "1"));
  first->together([&] {
    for (const char* id : {"begin1", "end1"}) first->settle(1, id, kNow);
  });
  EXPECT_EQ(first->leave(), 2U);
  EXPECT_FALSE(std::filesystem::exists(dir_.path("state/alive/first")));
  const auto second = outbox("second");
  EXPECT_TRUE(second->adopt_orphans(kNow));
  EXPECT_EQ(ids(*second, 0), (Lines{"begin1", "end1"}));
  EXPECT_EQ(ids(*second, 1), Lines{});
}

TEST_F(OutboxTest, HistoryKnowsWhoWasToldAndWhen) {
  const auto mine = outbox("me");
  add(*mine, cloud(Phase::end, "1"));
  mine->together([&] {
    mine->settle(0, "end1", kNow);
    mine->settle(1, "end1", std::nullopt);  // given up
  });
  Database database(file());
  auto rows =
      database.prepare("SELECT d.target, d.time FROM delivery d JOIN event e ON e.n = d.event");
  ASSERT_TRUE(rows.step());
  EXPECT_EQ(rows.text(0), "a:");
  EXPECT_EQ(rows.number(1),
            std::chrono::floor<std::chrono::milliseconds>(kNow.time_since_epoch()).count());
  EXPECT_FALSE(rows.step());
  mine->purge(Outbox::WallClock::now() + std::chrono::hours(1));
  auto left = database.prepare("SELECT count(*) FROM delivery");
  ASSERT_TRUE(left.step());
  EXPECT_EQ(left.number(0), 0);
}

TEST_F(OutboxTest, HistoryStaysUntilItIsPurged) {
  const auto mine = outbox("me");
  for (int i = 0; i < 600; ++i) add(*mine, cloud(Phase::end, std::to_string(i)), {false, false});
  add(*mine, cloud(Phase::begin, "open"), {false, false});
  const auto events = [&] {
    Database database(file());
    auto count = database.prepare("SELECT count(*) FROM event");
    return count.step() ? count.number(0) : -1;
  };
  EXPECT_EQ(events(), 601);
  EXPECT_FALSE(mine->purge(kNow - std::chrono::hours(1)));
  EXPECT_EQ(events(), 601);
  const auto later = Outbox::WallClock::now() + std::chrono::hours(1);
  EXPECT_TRUE(mine->purge(later)) << "in parts, so that nobody waits for long";
  while (mine->purge(later)) continue;
  EXPECT_EQ(events(), 1) << "what has not ended is not old";
}

// --- Trouble ------------------------------------------------------------------------------------

std::string problem_of(Outbox& outbox) {
  try {
    outbox.together([] {});
  } catch (const OutboxProblem& problem) {
    return problem.what();
  }
  return "";
}

TEST_F(OutboxTest, ADamagedFileIsPutAsideAndANewOneBegun) {
  const auto mine = outbox("me");
  add(*mine, cloud(Phase::begin, "1"));
  std::uint64_t identity = 0;
  mine->together([&] { identity = mine->identity(); });
  std::filesystem::remove(file() + "-wal");
  std::filesystem::remove(file() + "-shm");
  std::ofstream(file(), std::ios::trunc) << std::string(100'000, 'x');
  const auto other = outbox("other");
  const std::string problem = problem_of(*other);
  EXPECT_NE(problem.find("events.db"), std::string::npos) << problem;
  EXPECT_NE(problem.find("put aside"), std::string::npos) << problem;
  EXPECT_EQ(problem_of(*other), "");
  int aside = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir_.path("state")))
    aside += entry.path().filename().string().starts_with("events.db.damaged") ? 1 : 0;
  EXPECT_GE(aside, 1);
  // Who had it open finds the new one as well.
  problem_of(*mine);
  EXPECT_EQ(problem_of(*mine), "");
  mine->together([&] { EXPECT_NE(mine->identity(), identity); });
  add(*mine, cloud(Phase::begin, "2"));
  EXPECT_EQ(ids(*mine), Lines{"begin2"});
}

TEST_F(OutboxTest, ADirectoryThatWasRemovedIsMadeAgain) {
  const auto mine = outbox("me");
  add(*mine, cloud(Phase::begin, "1"));
  std::filesystem::remove_all(dir_.path("state"));
  EXPECT_EQ(problem_of(*mine), "");
  const auto other = outbox("other");
  add(*mine, cloud(Phase::begin, "2"));
  EXPECT_FALSE(other->adopt_orphans(kNow)) << "we still live";
  EXPECT_EQ(ids(*mine), Lines{"begin2"});
}

TEST_F(OutboxTest, APlaceWhereNothingCanBeIsNamedWithARemedy) {
  std::ofstream(dir_.path("state")) << "a file";
  const auto mine = outbox("me");
  const std::string problem = problem_of(*mine);
  EXPECT_NE(problem.find(dir_.path("state")), std::string::npos) << problem;
  EXPECT_NE(problem.find("state-dir"), std::string::npos) << problem;
  std::filesystem::remove(dir_.path("state"));
  EXPECT_EQ(problem_of(*mine), "") << "it recovers by itself";
}

TEST_F(OutboxTest, ALockThatIsHeldForLongIsTold) {
  const auto mine = outbox("me");
  add(*mine, cloud(Phase::begin, "1"));
  Database other(file());
  other.exec("BEGIN IMMEDIATE");
  const std::string problem = problem_of(*mine);
  EXPECT_NE(problem.find("locked"), std::string::npos) << problem;
  other.exec("COMMIT");
  EXPECT_EQ(problem_of(*mine), "");
}

}  // namespace notify_outbox_test
}  // namespace vqa
