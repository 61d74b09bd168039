// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "transport/transport.h"
#include "unit/transport_programme.h"

namespace vqa::test {
namespace transport_losses_test {

TEST(TransportLosses, TellsALossOnceAndWhenItIsOver) {
  for (const auto times : {Programme::Times::of_clock, Programme::Times::of_buffers}) {
    Programme programme(times);
    programme.play(50);
    programme.play(50, skip(kVideo, 3));
    ASSERT_EQ(programme.events.size(), 2U);
    const Event& begin = programme.events[0];
    EXPECT_EQ(begin.detector + "/" + begin.kind, "transport/loss");
    EXPECT_EQ(begin.phase, Phase::begin);
    EXPECT_EQ(begin.severity, Severity::warning);
    EXPECT_EQ(begin.unit, "count");
    EXPECT_EQ(begin.value, 3);
    EXPECT_EQ(begin.threshold, 1);
    EXPECT_EQ(begin.confidence, 1);
    EXPECT_EQ(begin.running_time, 50 * kSlot);
    EXPECT_EQ(detail(begin, "cause"), "continuity");
    EXPECT_EQ(detail(begin, "lost"), "3");
    EXPECT_EQ(detail(begin, "gaps"), "1");
    EXPECT_EQ(detail(begin, "video"), "3");
    EXPECT_EQ(detail(begin, "audio"), "0");
    EXPECT_EQ(detail(begin, "other"), "0");
    EXPECT_EQ(detail(begin, "pids"), "256 video 3");
    const Event& end = programme.events[1];
    EXPECT_EQ(end.phase, Phase::end);
    EXPECT_EQ(end.value, 3);
    EXPECT_EQ(detail(end, "reason"), "cleared");
    EXPECT_EQ(detail(end, "lost"), "3");
    EXPECT_LE(end.duration, 2 * kSlot);
    EXPECT_GE(end.running_time - begin.running_time, 1s);
  }
}

TEST(TransportLosses, TellsWhichStreamsWereHit) {
  Programme programme;
  programme.play(20);
  programme.play(5, [](int i, Mux& mux) {
    if (i == 0) mux.skip(kVideo, 2), mux.skip(kAudio, 5), mux.skip(kText, 1), mux.skip(0, 1);
  });
  programme.transport.finish("eos", programme.events);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(detail(programme.events[1], "pids"),
            "256 video 2, 257 audio 5, 0 tables 1, 258 other 1");
  EXPECT_EQ(detail(programme.events[1], "other"), "2");
  EXPECT_EQ(detail(programme.events[1], "reason"), "eos");
}

TEST(TransportLosses, GathersLossesUntilItIsQuiet) {
  Programme programme;
  programme.play(20);
  programme.play(100, [](int i, Mux& mux) {
    if (i % 20 == 0) mux.skip(kVideo, 1);  // every 0.8 s
  });
  EXPECT_EQ(programme.events.size(), 1U);
  programme.play(50);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(programme.events[1].value, 5);
  EXPECT_GT(programme.events[1].duration, 3s);
  programme.play(50, skip(kVideo, 1));
  ASSERT_EQ(programme.events.size(), 4U);
  EXPECT_EQ(programme.events[2].value, 1) << "the next one counts anew";
}

TEST(TransportLosses, IsCriticalWhenMuchIsLost) {
  Programme programme;
  programme.transport.configure({.critical_loss = 20});
  programme.play(20);
  programme.play(10, [](int, Mux& mux) { mux.skip(kVideo, 5); });
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(programme.events[1].phase, Phase::update);
  EXPECT_EQ(programme.events[1].severity, Severity::critical);
  EXPECT_EQ(programme.events[1].value, 20);
}

TEST(TransportLosses, IsCriticalWhenLossesGoOn) {
  Programme programme;
  programme.transport.configure({.critical_duration = 2s, .clear_duration = 500ms});
  programme.play(20);
  programme.play(100, [](int i, Mux& mux) {
    if (i % 10 == 0) mux.skip(kAudio, 1);
  });
  programme.play(20);
  ASSERT_EQ(programme.events.size(), 3U);
  EXPECT_EQ(programme.events[1].severity, Severity::critical);
  EXPECT_LE(programme.events[1].duration, 2500ms);
  EXPECT_EQ(detail(programme.events[2], "reason"), "cleared");
}

// Nobody is to be woken for what no viewer would notice.
TEST(TransportLosses, OnlyInformsOfLossesWithoutPictureOrSound) {
  for (const int pid : {kText, kUnlisted}) {
    Programme programme;
    programme.play(20);
    programme.play(50, [pid](int, Mux& mux) { mux.skip(pid, 9); });
    ASSERT_EQ(programme.events.size(), 1U);
    EXPECT_EQ(programme.events[0].severity, Severity::info);
    programme.play(1, skip(kVideo, 1));
    programme.play(1);
    ASSERT_EQ(programme.events.size(), 2U) << "now it matters";
    EXPECT_EQ(programme.events[1].severity, Severity::critical);
  }
}

TEST(TransportLosses, WarnsOfLossesWhereItDoesNotKnowTheStream) {
  Programme programme;
  programme.pat = programme.pmt = false;
  programme.transport.configure({.psi_timeout = 0s});
  programme.play(20);
  programme.play(2, skip(kVideo, 1));
  ASSERT_EQ(programme.events.size(), 1U);
  EXPECT_EQ(programme.events[0].severity, Severity::warning);
  EXPECT_EQ(detail(programme.events[0], "pids"), "256 other 1");
}

TEST(TransportLosses, TellsPacketsThatCameDamaged) {
  Programme programme;
  programme.play(20);
  programme.play(5, [](int i, Mux& mux) {
    if (i == 0) mux.add({.pid = kVideo, .damaged = true});
  });
  programme.transport.finish("eos", programme.events);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(programme.events[0].value, 1);
  EXPECT_EQ(programme.events[1].value, 1) << "and not counted again by the counter";
  EXPECT_EQ(detail(programme.events[1], "cause"), "transport-error");
}

TEST(TransportLosses, TellsWhereTheSyncByteIsMissing) {
  Programme programme;
  programme.play(20);
  Bytes bytes = programme.slot();
  const Bytes junk(10 * 188, 0x55);
  bytes.insert(bytes.end(), junk.begin(), junk.end());
  programme.push(bytes);
  programme.play(5);
  programme.transport.finish("eos", programme.events);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(programme.events[1].value, 10);
  EXPECT_EQ(detail(programme.events[1], "cause"), "sync");
}

TEST(TransportLosses, NamesTheCauseThatExplainsMost) {
  Programme programme;
  programme.play(20);
  programme.play(5, [](int i, Mux& mux) {
    if (i == 0) mux.add({.pid = kNullPid, .damaged = true});
    if (i == 1) mux.skip(kVideo, 12);
  });
  programme.transport.finish("eos", programme.events);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(detail(programme.events[1], "cause"), "continuity");
}

}  // namespace transport_losses_test
}  // namespace vqa::test
