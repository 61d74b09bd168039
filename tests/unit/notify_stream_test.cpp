// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What is told of the stream as a whole, and that the monitor lives.
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "notify/clocks.h"
#include "notify/notify.h"
#include "support/fake_target.h"

namespace vqa {
namespace notify_stream_test {

using nlohmann::json;

std::string detail_of(const Event& event, const std::string& name) {
  for (const auto& [key, value] : event.details) {
    if (key == name) return std::get<std::string>(value);
  }
  return {};
}

class StreamWatchTest : public testing::Test {
 protected:
  void data(Time running) {
    stream_.enter(running, now_, told_);
    stream_.leave(now_);
  }
  void play_live() {
    stream_.set_playing(true, now_, told_);
    stream_.set_live();
  }
  void wait(Time time) {
    now_ += time;
    stream_.tick(now_, told_);
  }
  // As "kind phase" each, and forgets them.
  std::vector<std::string> told() {
    std::vector<std::string> words;
    for (const Event& event : told_) {
      EXPECT_EQ(event.detector, "stream");
      EXPECT_EQ(event.element, "vqanotify0");
      words.push_back(event.kind + " " + std::string(to_string(event.phase)));
    }
    last_ = told_;
    told_.clear();
    return words;
  }
  using Words = std::vector<std::string>;

  IncidentNumbers numbers_;
  StreamWatch stream_{5s, "vqanotify0", numbers_};
  StreamWatch::Clock::time_point now_{1h};
  Events told_, last_;
};

TEST_F(StreamWatchTest, StartsWithTheFirstDataAndEndsWithTheLast) {
  EXPECT_EQ(stream_.state(), "waiting");
  data(2s);
  EXPECT_EQ(told(), Words{"running begin"});
  EXPECT_EQ(last_[0].detected_at, std::optional<Time>(1h));
  EXPECT_EQ(last_[0].running_time, Time(2s));
  EXPECT_EQ(last_[0].severity, Severity::info);
  data(9s);
  EXPECT_EQ(stream_.state(), "running");
  stream_.finish("eos", now_, told_);
  stream_.finish("shutdown", now_, told_);
  EXPECT_EQ(told(), Words{"running end"}) << "once";
  EXPECT_EQ(last_[0].duration, Time(7s));
  EXPECT_EQ(detail_of(last_[0], "reason"), "eos");
  EXPECT_EQ(stream_.state(), "over");
  data(1s);
  EXPECT_EQ(told(), Words{"running begin"}) << "a new one";
}

TEST_F(StreamWatchTest, BlamesNobodyForTurnsThatItDidNotGet) {
  play_live();
  data(3s);
  now_ += 7s;
  stream_.had_no_turn(now_);
  wait(0s);
  EXPECT_EQ(told(), Words{"running begin"});
  wait(5s);
  EXPECT_EQ(told(), Words{"lost begin"});
}

TEST_F(StreamWatchTest, IsLostWhenNothingComesAndBackWhenItDoes) {
  play_live();
  data(3s);
  wait(5s - 1ns);
  EXPECT_EQ(told(), Words{"running begin"});
  wait(1ns);
  wait(1s);
  EXPECT_EQ(told(), Words{"lost begin"});
  EXPECT_EQ(last_[0].severity, Severity::critical);
  EXPECT_EQ(last_[0].start, Time(3s));
  EXPECT_EQ(last_[0].duration, Time(5s));
  EXPECT_EQ(last_[0].running_time, Time(8s));
  EXPECT_EQ(last_[0].threshold, 5);
  EXPECT_EQ(detail_of(last_[0], "cause"), "no data");
  EXPECT_EQ(stream_.state(), "lost");
  wait(4s);
  data(13s);
  EXPECT_EQ(told(), Words{"lost end"});
  EXPECT_EQ(last_[0].duration, Time(10s));
  EXPECT_EQ(detail_of(last_[0], "reason"), "cleared");
  EXPECT_EQ(detail_of(last_[0], "cause"), "no data");
}

TEST_F(StreamWatchTest, IsLostAsWellWhenItNeverCame) {
  play_live();
  wait(5s);
  EXPECT_EQ(told(), Words{"lost begin"});
  data(0s);
  EXPECT_EQ(told(), (Words{"lost end", "running begin"}));
}

TEST_F(StreamWatchTest, IsNotLostWhereNothingHasToCome) {
  data(1s);  // of a file
  wait(1h);
  play_live();
  stream_.set_playing(false, now_, told_);
  wait(1h);
  stream_.set_playing(true, now_, told_);
  stream_.enter(2s, now_, told_);
  wait(1h);
  stream_.leave(now_);  // what is behind it held it up
  wait(4s);
  stream_.finish("eos", now_, told_);
  wait(1h);
  EXPECT_EQ(told_.size(), 2U) << "start and end";
}

TEST_F(StreamWatchTest, APauseEndsALoss) {
  play_live();
  wait(5s);
  stream_.set_playing(false, now_, told_);
  EXPECT_EQ(told(), (Words{"lost begin", "lost end"}));
  EXPECT_EQ(detail_of(last_[1], "reason"), "paused");
}

TEST_F(StreamWatchTest, SomebodyWhoKnowsSaysSoAtOnceAndWhy) {
  data(1s);
  stream_.lose("refused", now_, told_);
  stream_.lose("refused", now_, told_);
  EXPECT_EQ(told(), (Words{"running begin", "lost begin"}));
  EXPECT_EQ(detail_of(last_[1], "cause"), "refused");
  stream_.lose("not reachable", now_, told_);
  EXPECT_EQ(told(), Words{"lost update"});
  EXPECT_EQ(detail_of(last_[0], "cause"), "not reachable");
  stream_.finish("shutdown", now_, told_);
  EXPECT_EQ(told(), (Words{"lost end", "running end"}));
  EXPECT_EQ(detail_of(last_[0], "reason"), "shutdown");
}

// What hangs must not look as if it worked.
TEST_F(StreamWatchTest, WorksWhileDataFlowsOrIsToldToBeLost) {
  EXPECT_FALSE(stream_.works()) << "nothing has begun";
  play_live();
  EXPECT_TRUE(stream_.works()) << "it began just now";
  wait(1s);
  EXPECT_FALSE(stream_.works());
  data(1s);
  EXPECT_TRUE(stream_.works());
  stream_.enter(2s, now_, told_);
  stream_.works();
  wait(1h);
  EXPECT_FALSE(stream_.works()) << "a frame hangs inside";
  stream_.leave(now_);
  EXPECT_TRUE(stream_.works());
  wait(5s);
  EXPECT_TRUE(stream_.works() && stream_.works()) << "lost, and told";
  EXPECT_EQ(stream_.cause(), "no data");
  data(3s);
  stream_.works();
  stream_.finish("eos", now_, told_);
  EXPECT_FALSE(stream_.works()) << "over: a process that goes on hangs";
}

TEST(StreamWatchOff, NeverLosesByItself) {
  IncidentNumbers numbers;
  StreamWatch stream(0s, "vqanotify0", numbers);
  Events told;
  stream.set_playing(true, {}, told);
  stream.set_live();
  stream.tick(StreamWatch::Clock::time_point(10h), told);
  EXPECT_TRUE(told.empty());
}

class StreamNewsTest : public testing::Test {
 protected:
  std::unique_ptr<Notifier> notifier() {
    config_.state_dir = "none";
    config_.label = "sky-1";
    Targets targets;
    targets.push_back(std::make_unique<test::FakeTarget>(receiver_));
    return std::make_unique<Notifier>(
        std::move(targets), EventSource{.host = "host", .process = "p"}, config_, news_.tell());
  }
  std::vector<json> told() const {
    std::vector<json> all;
    for (const auto& line : receiver_->lines()) all.push_back(json::parse(line));
    return all;
  }

  test::News news_;
  std::shared_ptr<test::Receiver> receiver_ = std::make_shared<test::Receiver>();
  NotifyConfig config_;
};

TEST_F(StreamNewsTest, ThatAStreamRunsGoesOutAndEndsLast) {
  auto notify = notifier();
  const auto enter = [](StreamWatch& stream, Events& out) { stream.enter(1s, {}, out); };
  notify->watch(read_clocks(), enter);
  Event event;
  event.detector = event.kind = "freeze";
  event.element = "x";
  event.phase = Phase::begin;
  event.incident = 1;
  notify->put(event, read_clocks());
  notify->stop(read_clocks(), test::kAtMost);
  const auto clouds = told();
  ASSERT_EQ(clouds.size(), 4U);
  EXPECT_EQ(clouds[0]["type"], "vqa.stream.start");
  EXPECT_EQ(clouds[0]["data"]["stream"], "sky-1");
  EXPECT_EQ(clouds[2]["type"], "vqa.incident.end");
  EXPECT_EQ(clouds[3]["type"], "vqa.stream.end");
  EXPECT_EQ(clouds[3]["data"]["details"]["reason"], "shutdown");
  EXPECT_EQ(clouds[3]["data"]["incident"], clouds[0]["data"]["incident"]);
}

TEST_F(StreamNewsTest, ALossIsToldWithoutAnythingComing) {
  config_.lost_timeout = 1ms;
  auto notify = notifier();
  notify->watch(read_clocks(), [](StreamWatch& stream, Events& out) {
    stream.set_live();
    stream.set_playing(true, StreamWatch::Clock::now(), out);
  });
  ASSERT_TRUE(receiver_->wait_for_lines(1));
  EXPECT_EQ(told()[0]["type"], "vqa.stream.lost");
  EXPECT_FALSE(told()[0]["data"]["detected_at"].is_null());
}

TEST_F(StreamNewsTest, AHeartbeatSaysHowTheMonitorDoes) {
  config_.heartbeat = 1ms;
  auto notify = notifier();
  ASSERT_TRUE(receiver_->wait_for_lines(3));
  notify->stop(read_clocks(), test::kAtMost);
  const json beat = told()[2];
  EXPECT_EQ(beat["type"], "vqa.monitor.heartbeat");
  EXPECT_EQ(beat["data"]["stream"], "sky-1");
  EXPECT_EQ(beat["data"]["value"], 0) << "incidents that go on";
  EXPECT_EQ(beat["data"]["details"]["stream"], "waiting");
  EXPECT_EQ(beat["data"]["details"]["interval"], 0.001);
  EXPECT_EQ(beat["data"]["details"]["dropped"], 0);
  EXPECT_TRUE(beat["data"]["details"]["queued"].is_number());
}

TEST_F(StreamNewsTest, AHeartThatRacesDoesNotKeepTheMonitorFromStopping) {
  config_.heartbeat = 1ns;
  auto notify = notifier();
  ASSERT_TRUE(receiver_->wait_for_lines(10));
  notify->stop(read_clocks(), test::kAtMost);
  const auto at_the_end = receiver_->lines().size();
  EXPECT_EQ(notify->counts().queued, 0U);
  EXPECT_EQ(receiver_->lines().size(), at_the_end);
}

TEST_F(StreamNewsTest, WithoutAnIntervalThereIsNone) {
  auto notify = notifier();
  notify->stop(read_clocks(), test::kAtMost);
  EXPECT_TRUE(told().empty());
}

}  // namespace notify_stream_test
}  // namespace vqa
