// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/transport.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "support/allocations.h"
#include "support/transport_packets.h"

namespace vqa::test {
namespace {

constexpr int kVideo = 0x100, kAudio = 0x101, kText = 0x102, kUnlisted = 0x300;
constexpr Time kSlot = 40ms;

std::string detail(const Event& event, const std::string& name) {
  for (const auto& [key, value] : event.details) {
    if (key != name) continue;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return std::get<std::string>(value);
  }
  return {};
}

/// A programme of picture, sound and text, in slots of 40 ms with a clock and tables in each.
class Show {
 public:
  using Change = std::function<void(int slot, Mux& mux)>;
  enum class Times { of_clock, of_buffers, none };

  explicit Show(Times times = Times::of_clock) : times_(times) {}

  Transport transport;
  bool pat = true, pmt = true;
  Events events;

  /// Plays slots on; `change` may do to the multiplexer what it likes, within each.
  void play(int slots, const Change& change = {}) {
    for (int i = 0; i < slots; ++i, ++slot_) {
      add(i, change);
      push(mux.take());
    }
  }
  void push(const Bytes& bytes, bool discont = false) {
    std::optional<Time> time;
    if (times_ == Times::of_buffers) time = slot_ * kSlot;
    transport.process(bytes, time, discont, events);
  }
  Bytes slot(const Change& change = {}) {
    add(0, change);
    ++slot_;
    return mux.take();
  }

  Mux mux;

 private:
  void add(int i, const Change& change) {
    if (pat) mux.add_section(0, make_pat({{1, 0x1000}}));
    if (pmt) mux.add_section(0x1000, make_pmt(1, {{0x1B, kVideo}, {0x0F, kAudio}, {0x06, kText}}));
    const std::int64_t clock = slot_ * kSlot.count() / 1000 * 27;
    mux.add({.pid = kVideo, .pcr = times_ == Times::none ? -1 : clock});
    mux.add({.pid = kVideo});
    mux.add({.pid = kAudio});
    mux.add({.pid = kText});
    mux.add({.pid = kUnlisted});
    if (change) change(i, mux);
    mux.add({.pid = kVideo});
    mux.add({.pid = kAudio});
  }

  Times times_;
  int slot_ = 0;
};

Show::Change skip(int pid, int packets, int at = 0) {
  return [=](int i, Mux& mux) {
    if (i == at) mux.skip(pid, packets);
  };
}

TEST(Transport, IsQuietAboutAGoodStream) {
  for (const auto times : {Show::Times::of_clock, Show::Times::of_buffers, Show::Times::none}) {
    Show show(times);
    show.play(1000);
    show.transport.finish("eos", show.events);
    EXPECT_TRUE(show.events.empty());
  }
}

TEST(Transport, TellsALossOnceAndWhenItIsOver) {
  for (const auto times : {Show::Times::of_clock, Show::Times::of_buffers}) {
    Show show(times);
    show.play(50);
    show.play(50, skip(kVideo, 3));
    ASSERT_EQ(show.events.size(), 2U);
    const Event& begin = show.events[0];
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
    const Event& end = show.events[1];
    EXPECT_EQ(end.phase, Phase::end);
    EXPECT_EQ(end.value, 3);
    EXPECT_EQ(detail(end, "reason"), "cleared");
    EXPECT_EQ(detail(end, "lost"), "3");
    EXPECT_LE(end.duration, 2 * kSlot);
    EXPECT_GE(end.running_time - begin.running_time, 1s);
  }
}

TEST(Transport, TellsWhichStreamsWereHit) {
  Show show;
  show.play(20);
  show.play(5, [](int i, Mux& mux) {
    if (i == 0) mux.skip(kVideo, 2), mux.skip(kAudio, 5), mux.skip(kText, 1), mux.skip(0, 1);
  });
  show.transport.finish("eos", show.events);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(detail(show.events[1], "pids"), "256 video 2, 257 audio 5, 0 tables 1, 258 other 1");
  EXPECT_EQ(detail(show.events[1], "other"), "2");
  EXPECT_EQ(detail(show.events[1], "reason"), "eos");
}

TEST(Transport, GathersLossesUntilItIsQuiet) {
  Show show;
  show.play(20);
  show.play(100, [](int i, Mux& mux) {
    if (i % 20 == 0) mux.skip(kVideo, 1);  // every 0.8 s
  });
  EXPECT_EQ(show.events.size(), 1U);
  show.play(50);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(show.events[1].value, 5);
  EXPECT_GT(show.events[1].duration, 3s);
  show.play(50, skip(kVideo, 1));
  ASSERT_EQ(show.events.size(), 4U);
  EXPECT_EQ(show.events[2].value, 1) << "the next one counts anew";
}

TEST(Transport, IsCriticalWhenMuchIsLost) {
  Show show;
  show.transport.configure({.critical_loss = 20});
  show.play(20);
  show.play(10, [](int, Mux& mux) { mux.skip(kVideo, 5); });
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(show.events[1].phase, Phase::update);
  EXPECT_EQ(show.events[1].severity, Severity::critical);
  EXPECT_EQ(show.events[1].value, 20);
}

TEST(Transport, IsCriticalWhenLossesGoOn) {
  Show show;
  show.transport.configure({.critical_duration = 2s, .clear_duration = 500ms});
  show.play(20);
  show.play(100, [](int i, Mux& mux) {
    if (i % 10 == 0) mux.skip(kAudio, 1);
  });
  show.play(20);
  ASSERT_EQ(show.events.size(), 3U);
  EXPECT_EQ(show.events[1].severity, Severity::critical);
  EXPECT_LE(show.events[1].duration, 2500ms);
  EXPECT_EQ(detail(show.events[2], "reason"), "cleared");
}

// Nobody is to be woken for what no viewer would notice.
TEST(Transport, OnlyInformsOfLossesWithoutPictureOrSound) {
  for (const int pid : {kText, kUnlisted}) {
    Show show;
    show.play(20);
    show.play(50, [pid](int, Mux& mux) { mux.skip(pid, 9); });
    ASSERT_EQ(show.events.size(), 1U);
    EXPECT_EQ(show.events[0].severity, Severity::info);
    show.play(1, skip(kVideo, 1));
    show.play(1);
    ASSERT_EQ(show.events.size(), 2U) << "now it matters";
    EXPECT_EQ(show.events[1].severity, Severity::critical);
  }
}

TEST(Transport, WarnsOfLossesWhereItDoesNotKnowTheStream) {
  Show show;
  show.pat = show.pmt = false;
  show.transport.configure({.psi_timeout = 0s});
  show.play(20);
  show.play(2, skip(kVideo, 1));
  ASSERT_EQ(show.events.size(), 1U);
  EXPECT_EQ(show.events[0].severity, Severity::warning);
  EXPECT_EQ(detail(show.events[0], "pids"), "256 other 1");
}

TEST(Transport, TellsPacketsThatCameDamaged) {
  Show show;
  show.play(20);
  show.play(5, [](int i, Mux& mux) {
    if (i == 0) mux.add({.pid = kVideo, .damaged = true});
  });
  show.transport.finish("eos", show.events);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(show.events[0].value, 1);
  EXPECT_EQ(show.events[1].value, 1) << "and not counted again by the counter";
  EXPECT_EQ(detail(show.events[1], "cause"), "transport-error");
}

TEST(Transport, TellsWhereTheSyncByteIsMissing) {
  Show show;
  show.play(20);
  Bytes bytes = show.slot();
  const Bytes junk(10 * 188, 0x55);
  bytes.insert(bytes.end(), junk.begin(), junk.end());
  show.push(bytes);
  show.play(5);
  show.transport.finish("eos", show.events);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(show.events[1].value, 10);
  EXPECT_EQ(detail(show.events[1], "cause"), "sync");
}

TEST(Transport, NamesTheCauseThatExplainsMost) {
  Show show;
  show.play(20);
  show.play(5, [](int i, Mux& mux) {
    if (i == 0) mux.add({.pid = kNullPid, .damaged = true});
    if (i == 1) mux.skip(kVideo, 12);
  });
  show.transport.finish("eos", show.events);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(detail(show.events[1], "cause"), "continuity");
}

TEST(Transport, KnowsSinceWhenNothingCame) {
  Show show(Show::Times::of_buffers);
  show.play(50);
  for (int i = 0; i < 75; ++i) show.slot();  // three seconds, lost
  show.mux.skip(kVideo, 1);                  // (or the counters would fit by chance)
  show.play(2);
  ASSERT_EQ(show.events.size(), 1U);
  EXPECT_EQ(show.events[0].start, 49 * kSlot);
  EXPECT_EQ(show.events[0].running_time, 125 * kSlot);
}

TEST(Transport, DoesNotBlameTheStreamForThePastOfASocket) {
  Show show(Show::Times::of_buffers);
  show.play(5);
  show.play(5, skip(kVideo, 3));
  EXPECT_TRUE(show.events.empty());
}

// What follows a joint has its own counters and its own clock.
TEST(Transport, TakesADiscontinuityOfAFileForAJoint) {
  Show show;
  show.play(50);
  show.mux.skip(kVideo, 3);
  show.push(show.slot(), true);
  show.play(50);
  EXPECT_TRUE(show.events.empty());
}

// Where every buffer has a time, it marks what a network lost.
TEST(Transport, TellsTheLossThatADiscontinuityOfALiveStreamMarks) {
  Show show(Show::Times::of_buffers);
  show.play(50);
  show.mux.skip(kVideo, 3);
  show.push(show.slot(), true);
  EXPECT_EQ(show.events.size(), 1U);
}

TEST(Transport, TakesPiecesAsTheyCome) {
  Show show;
  for (int piece = 0; piece < 4; ++piece) {
    for (int i = 0; i < 50; ++i) {
      show.pat = show.pmt = i == 0;
      const std::optional<Time> time = i == 0 ? std::optional<Time>(piece * 2s) : std::nullopt;
      show.transport.process(show.slot(), time, false, show.events);
    }
    show.mux.skip(kVideo, 7);
    show.mux.skip(kAudio, 3);
  }
  EXPECT_TRUE(show.events.empty());
  EXPECT_EQ(show.transport.now(), 6s + 49 * kSlot);
}

// Multiplexers leave out the time of some buffers.
TEST(Transport, TellsLossesWhereOnlySomeBuffersHaveATime) {
  Show show;
  for (int i = 0; i < 100; ++i) {
    if (i == 51) show.mux.skip(kVideo, 3);
    const std::optional<Time> time = i % 3 == 0 ? std::optional<Time>(i * kSlot) : std::nullopt;
    show.transport.process(show.slot(), time, false, show.events);
  }
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(show.events[0].running_time, 51 * kSlot);
}

TEST(Transport, EndsWhatIsOpenWhereTimeRunsBackwards) {
  Show show(Show::Times::of_buffers);
  show.play(50);
  show.play(5, skip(kVideo, 1));
  show.transport.process(show.slot(), 0ms, false, show.events);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(detail(show.events[1], "reason"), "discontinuity");
}

TEST(Transport, KnowsNothingOfALongSilence) {
  Show show(Show::Times::of_buffers);
  show.play(50);
  show.play(5, skip(kVideo, 1));
  for (int i = 0; i < 300; ++i) show.slot();
  show.mux.skip(kVideo, 1);
  show.play(50);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(detail(show.events[1], "reason"), "gap");
}

// --- Tables -------------------------------------------------------------------------------------

TEST(Transport, TellsThatThePatIsGone) {
  Show show;
  show.play(300);
  show.pat = false;
  show.play(15);
  ASSERT_EQ(show.events.size(), 1U);
  const Event begin = show.events[0];
  EXPECT_EQ(begin.kind, "psi");
  EXPECT_EQ(begin.severity, Severity::warning) << "it was always in time";
  EXPECT_EQ(begin.unit, "s");
  EXPECT_EQ(begin.threshold, 0.5);
  EXPECT_NEAR(begin.value, 0.52, 0.05);
  EXPECT_NEAR(static_cast<double>(begin.start.count()) / 1e9, 299 * 0.04, 0.05);
  EXPECT_EQ(detail(begin, "table"), "PAT");
  EXPECT_EQ(detail(begin, "pid"), "0");
  EXPECT_EQ(detail(begin, "cause"), "missing");
  show.play(250);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(show.events[1].severity, Severity::critical);
  EXPECT_NEAR(show.events[1].value, 10, 0.1);
  show.pat = true;
  show.play(300);
  ASSERT_EQ(show.events.size(), 3U);
  EXPECT_EQ(detail(show.events[2], "reason"), "cleared");
  EXPECT_NEAR(static_cast<double>(show.events[2].duration.count()) / 1e9, 10.6, 0.1);
}

TEST(Transport, TellsThatAPmtIsGone) {
  Show show(Show::Times::of_buffers);
  show.play(300);
  show.pmt = false;
  show.play(20);
  ASSERT_EQ(show.events.size(), 1U);
  EXPECT_EQ(detail(show.events[0], "table"), "PMT of programme 1");
  EXPECT_EQ(detail(show.events[0], "pid"), "4096");
}

TEST(Transport, TellsThatThereNeverWasATable) {
  Show show;
  show.pat = show.pmt = false;
  show.play(300);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(show.events[0].severity, Severity::info);
  EXPECT_EQ(show.events[1].severity, Severity::critical);
}

TEST(Transport, InformsOnceWhereTablesAlwaysComeSlowly) {
  Show show;
  for (int i = 0; i < 1500; ++i) {
    show.pat = show.pmt = i % 50 == 0;
    show.play(1);
  }
  ASSERT_EQ(show.events.size(), 1U);
  EXPECT_EQ(show.events[0].severity, Severity::info);
}

TEST(Transport, WaitsForTablesAsLongAsItIsTold) {
  for (const auto& [timeout, count] : {std::pair{3s, 0U}, {1s, 1U}, {0s, 0U}}) {
    Show show;
    show.transport.configure({.psi_timeout = timeout});
    show.play(300);
    show.pat = false;
    show.play(50);
    EXPECT_EQ(show.events.size(), count) << timeout.count();
  }
}

TEST(Transport, DoesNotMissTablesWhileNothingComes) {
  Show show(Show::Times::of_buffers);
  show.play(300);
  for (int i = 0; i < 100; ++i) show.slot();
  show.pat = false;
  show.play(5);
  for (const auto& event : show.events) EXPECT_NE(event.kind, "psi");
}

TEST(Transport, DoesNotMissTablesWithoutAClock) {
  Show show(Show::Times::none);
  show.play(50);
  show.pat = false;
  show.play(1000);
  EXPECT_TRUE(show.events.empty());
}

TEST(Transport, TellsTablesWithWrongChecksums) {
  Show show;
  show.play(20);
  show.play(1, [](int, Mux& mux) {
    Bytes pat = make_pat({{1, 0x1000}});
    pat.back() ^= 1;
    mux.add_section(0, pat);
  });
  show.play(5);
  ASSERT_EQ(show.events.size(), 1U);
  EXPECT_EQ(show.events[0].kind, "psi");
  EXPECT_EQ(show.events[0].severity, Severity::warning);
  EXPECT_EQ(detail(show.events[0], "cause"), "crc");
  EXPECT_EQ(detail(show.events[0], "table"), "PAT");
}

// --- Samples and ends ---------------------------------------------------------------------------

TEST(Transport, SamplesWhatWasLostSinceTheLastSample) {
  Show show;
  show.transport.sample(show.events);
  EXPECT_EQ(show.events.back().confidence, 0);
  EXPECT_EQ(detail(show.events.back(), "reason"), "no packets");
  show.play(20);
  const auto sampled = [&show] {
    show.transport.sample(show.events);
    const Event sample = show.events.back();
    EXPECT_EQ(sample.kind, "loss");
    EXPECT_EQ(sample.phase, Phase::sample);
    EXPECT_EQ(sample.confidence, 1);
    return sample.value;
  };
  EXPECT_EQ(sampled(), 0);
  show.play(5, skip(kVideo, 3));
  EXPECT_EQ(sampled(), 3);
  show.play(5, skip(kVideo, 2));
  EXPECT_EQ(sampled(), 2);
  show.play(50);
  show.play(5, skip(kAudio, 1));
  EXPECT_EQ(sampled(), 1) << "across incidents";
}

TEST(Transport, BeginsAnewAfterTheEnd) {
  Show show;
  show.play(50);
  show.play(5, skip(kVideo, 3));
  show.transport.finish("flush", show.events);
  ASSERT_EQ(show.events.size(), 2U);
  EXPECT_EQ(detail(show.events[1], "reason"), "flush");
  show.mux.skip(kVideo, 3);
  show.play(50);
  EXPECT_EQ(show.events.size(), 2U);
}

TEST(Transport, DoesNotAllocateWhereNothingHappens) {
  Show show;
  show.play(5);
  std::vector<Bytes> slots;
  for (int i = 0; i < 20; ++i) slots.push_back(show.slot());
  EXPECT_EQ(allocations_in([&] {
              for (const auto& bytes : slots) show.push(bytes);
            }),
            0U);
}

}  // namespace
}  // namespace vqa::test
