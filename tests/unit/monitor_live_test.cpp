// SPDX-License-Identifier: LGPL-2.1-or-later
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <variant>

#include "monitor/address.h"
#include "monitor/monitor.h"
#include "monitor/reachability.h"
#include "monitor/reconnect.h"
#include "monitor/seam.h"
#include "monitor/variant.h"

namespace vqa {
namespace monitor_live_test {

using Step = Reconnect::Step;
using Point = Reconnect::Clock::time_point;

TEST(Address, SaysHowAStreamComes) {
  for (const char* here : {"file:///a.ts", "/a.ts", "", "pigeon://home/1", "testbin://x"})
    EXPECT_EQ(parse_address(here).reading, Reading::file) << here;
  for (const char* asked : {"http://host/a.m3u8", "HTTPS://host/a.mpd"})
    EXPECT_EQ(parse_address(asked).reading, Reading::request) << asked;
  for (const char* kept : {"rtsp://host/a", "rtmp://host/a/b", "srt://host:9000",
                           "srt://host:9000?mode=caller", "srt://:9000?mode=rendezvous"})
    EXPECT_EQ(parse_address(kept).reading, Reading::connection) << kept;
  for (const char* sent : {"udp://239.1.1.1:5000", "rtp://0.0.0.0:5004", "srt://:9000",
                           "srt://0.0.0.0:9000?latency=80&mode=listener"})
    EXPECT_EQ(parse_address(sent).reading, Reading::arrival) << sent;
}

TEST(Address, SaysWhereToKnock) {
  const auto at = [](const char* uri) {
    const Address address = parse_address(uri);
    return address.host + " " + std::to_string(address.port);
  };
  EXPECT_EQ(at("http://host/a"), "host 80");
  EXPECT_EQ(at("https://host:8443/a:1"), "host 8443");
  EXPECT_EQ(at("rtsp://user:pa:ss@host/a"), "host 554");
  EXPECT_EQ(at("rtmp://[::1]:1936/live/a"), "::1 1936");
  EXPECT_EQ(at("rtmp://[::1]/live/a"), "::1 1935");
  EXPECT_EQ(at("udp://239.1.1.1:5000"), "239.1.1.1 0");
  EXPECT_EQ(at("srt://host:9000"), "host 0");
}

TEST(Reachability, TellsAnOpenDoorFromAClosedOneAndFromNone) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in here{
      .sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  socklen_t size = sizeof here;
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&here), size), 0);
  ASSERT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size), 0);
  const auto knock = [&] { return knock_at("127.0.0.1", ntohs(here.sin_port), 10000ms); };
  EXPECT_EQ(knock(), Reach::refused);
  ASSERT_EQ(listen(fd, 1), 0);
  EXPECT_EQ(knock(), Reach::there);
  close(fd);
  EXPECT_EQ(knock_at("no.such.host.invalid", 80, 1000ms), Reach::not_reachable);
}

TEST(Refine, BelievesTheDoorMoreThanTheSource) {
  EXPECT_EQ(refine(Obstacle::no_data, Reach::refused), Obstacle::refused);
  EXPECT_EQ(refine(Obstacle::other, Reach::not_reachable), Obstacle::not_reachable);
  EXPECT_EQ(refine(Obstacle::not_found, Reach::there), Obstacle::not_found);
  EXPECT_EQ(refine(Obstacle::not_allowed, Reach::refused), Obstacle::not_allowed);
}

TEST(CauseOf, HasAWordForEachReason) {
  EXPECT_EQ(cause_of(Obstacle::not_reachable), "not reachable");
  EXPECT_EQ(cause_of(Obstacle::refused), "refused");
  EXPECT_EQ(cause_of(Obstacle::not_found), "not found");
  EXPECT_EQ(cause_of(Obstacle::not_allowed), "not allowed");
  EXPECT_EQ(cause_of(Obstacle::no_data), "no data");
  EXPECT_EQ(cause_of(Obstacle::stale), "stale playlist");
  EXPECT_EQ(cause_of(Obstacle::ended), "ended");
  EXPECT_EQ(cause_of(Obstacle::no_media), "no media");
  EXPECT_EQ(cause_of(Obstacle::other), "failed");
}

TEST(MayPass, KnowsWhatNobodyPutsRight) {
  EXPECT_TRUE(may_pass(Obstacle::not_found));
  EXPECT_FALSE(may_pass(Obstacle::no_source));
  EXPECT_FALSE(may_pass(Obstacle::no_decoder));
}

class ReconnectTest : public testing::Test {
 protected:
  static constexpr ReconnectRules kRules{.silence = 5s, .first_patience = 10s};
  // Goes there, connects, and takes data for so long.
  void run(Reconnect& reconnect, Time length) {
    now_ = std::max(now_, *reconnect.deadline());
    ASSERT_EQ(reconnect.next(now_), Step::connect);
    reconnect.connected(now_);
    for (Time passed{}; passed <= length; passed += 1s) reconnect.data(now_ + passed);
    now_ += length;
  }
  Point now_{1000s};
};

TEST_F(ReconnectTest, ConnectsAtOnceAndThenWithGrowingPauses) {
  Reconnect reconnect(kRules);
  EXPECT_EQ(reconnect.next(now_), Step::connect);
  Time longest{};
  for (int i = 0; i < 12; ++i) {
    reconnect.connected(now_);
    EXPECT_TRUE(reconnect.failed(now_));
    const Time pause = *reconnect.deadline() - now_;
    EXPECT_GE(pause, Reconnect::kFirstPause / 2);
    EXPECT_LE(pause, Reconnect::kLongestPause);
    EXPECT_EQ(reconnect.next(now_ + pause - 1ms), Step::wait);
    longest = std::max(longest, pause);
    now_ += pause;
    EXPECT_EQ(reconnect.next(now_), Step::connect);
  }
  EXPECT_GE(longest, Reconnect::kLongestPause / 2);
}

TEST_F(ReconnectTest, BeginsWithShortPausesAgainAfterItRan) {
  Reconnect reconnect(kRules);
  for (int i = 0; i < 8; ++i) {
    reconnect.connected(now_);
    reconnect.failed(now_);
  }
  run(reconnect, Reconnect::kSteady);
  reconnect.failed(now_);
  EXPECT_LE(*reconnect.deadline() - now_, Reconnect::kFirstPause);
}

TEST_F(ReconnectTest, IsNotHastyWithWhatFailsAgainAndAgain) {
  Reconnect reconnect(kRules);
  for (int i = 0; i < 8; ++i) {
    run(reconnect, 1s);
    reconnect.failed(now_);
  }
  EXPECT_GT(*reconnect.deadline() - now_, 4 * Reconnect::kFirstPause);
}

TEST_F(ReconnectTest, GivesUpAfterSoManyTries) {
  ReconnectRules rules = kRules;
  rules.tries = 0;
  EXPECT_FALSE(Reconnect(rules).failed(now_));
  rules.tries = 2;
  Reconnect reconnect(rules);
  EXPECT_TRUE(reconnect.failed(now_));
  EXPECT_TRUE(reconnect.failed(now_));
  run(reconnect, Reconnect::kSteady);
  EXPECT_TRUE(reconnect.failed(now_)) << "those before it ran do not count";
  EXPECT_TRUE(reconnect.failed(now_));
  EXPECT_FALSE(reconnect.failed(now_));
}

TEST_F(ReconnectTest, DropsWhatIsSilent) {
  Reconnect reconnect(kRules);
  reconnect.connected(now_);
  EXPECT_EQ(reconnect.next(now_ + 9s), Step::wait);
  EXPECT_EQ(reconnect.next(now_ + 10s), Step::drop_silent);
  reconnect.data(now_ + 9s);
  EXPECT_EQ(reconnect.next(now_ + 13s), Step::wait);
  EXPECT_EQ(reconnect.next(now_ + 14s), Step::drop_silent);
}

TEST_F(ReconnectTest, KeepsListeningWhereNobodyIsConnectedTo) {
  ReconnectRules rules = kRules;
  rules.by_arrival = true;
  Reconnect reconnect(rules);
  reconnect.connected(now_);
  EXPECT_EQ(reconnect.next(now_ + 10s), Step::tell_silent);
  EXPECT_EQ(reconnect.next(now_ + 1000s), Step::wait) << "once";
  reconnect.data(now_ + 2000s);
  EXPECT_EQ(reconnect.next(now_ + 2005s), Step::drop_silent) << "others may send next";
}

TEST_F(ReconnectTest, WaitsForPiecesAsLongAsTheyAre) {
  Reconnect reconnect(kRules);
  reconnect.connected(now_);
  reconnect.data(now_);
  reconnect.expect_pieces(18s);
  EXPECT_EQ(reconnect.next(now_ + 17s), Step::wait);
  EXPECT_EQ(reconnect.next(now_ + 18s), Step::drop_silent);
  reconnect.expect_pieces(3s);
  EXPECT_EQ(*reconnect.deadline(), now_ + 5s);
}

TEST_F(ReconnectTest, NeverAsksWhereSilenceIsAllowed) {
  ReconnectRules rules = kRules;
  rules.silence = 0s;
  Reconnect reconnect(rules);
  reconnect.connected(now_);
  reconnect.data(now_);
  EXPECT_FALSE(reconnect.deadline());
  EXPECT_EQ(reconnect.next(now_ + 1000s), Step::wait);
}

TEST(Seam, LeavesTimesAloneThatGoOn) {
  Seam seam;
  EXPECT_EQ(seam.offset(3s), 0s);
  seam.reach(10s);
  seam.cut(2s);
  EXPECT_EQ(seam.offset(12s), 0s);
}

TEST(Seam, MovesWhatBeginsAtZeroAgain) {
  Seam seam;
  seam.reach(10s);
  seam.cut(2s);
  EXPECT_EQ(seam.offset(1s), 11s) << "1 s is 12 s";
  EXPECT_EQ(seam.offset(5s), 11s) << "the other stream, and all that follows";
  seam.reach(30s);
  seam.cut(1s);
  EXPECT_EQ(seam.offset(0s), 31s);
}

TEST(ChooseVariant, TakesWordsAndNumbers) {
  const auto speed = [](const char* text) { return std::get<std::uint64_t>(choose_variant(text)); };
  EXPECT_EQ(speed("lowest"), 1U);
  EXPECT_EQ(speed("800000"), 800U);
  EXPECT_GT(speed("highest"), 1'000'000U);
  EXPECT_LE(speed("highest") * 1000, UINT32_MAX);
  for (const char* bad : {"", "best", "800k", "-1", "12"}) {
    const auto chosen = choose_variant(bad);
    const auto* problem = std::get_if<BadVariant>(&chosen);
    ASSERT_NE(problem, nullptr) << bad;
    EXPECT_NE(problem->problem.find("write highest, lowest"), std::string::npos);
  }
}

}  // namespace monitor_live_test
}  // namespace vqa
