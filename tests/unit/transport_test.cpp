// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/transport.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/allocations.h"
#include "unit/transport_programme.h"

namespace vqa::test {
namespace transport_test {

TEST(Transport, IsQuietAboutAGoodStream) {
  for (const auto times :
       {Programme::Times::of_clock, Programme::Times::of_buffers, Programme::Times::none}) {
    Programme programme(times);
    programme.play(1000);
    programme.transport.finish("eos", programme.events);
    EXPECT_TRUE(programme.events.empty());
  }
}

TEST(Transport, KnowsSinceWhenNothingCame) {
  Programme programme(Programme::Times::of_buffers);
  programme.play(50);
  for (int i = 0; i < 75; ++i) programme.slot();  // three seconds, lost
  programme.mux.skip(kVideo, 1);                  // (or the counters would fit by chance)
  programme.play(2);
  ASSERT_EQ(programme.events.size(), 1U);
  EXPECT_EQ(programme.events[0].start, 49 * kSlot);
  EXPECT_EQ(programme.events[0].running_time, 125 * kSlot);
}

TEST(Transport, DoesNotBlameTheStreamForThePastOfASocket) {
  Programme programme(Programme::Times::of_buffers);
  programme.play(5);
  programme.play(5, skip(kVideo, 3));
  EXPECT_TRUE(programme.events.empty());
}

// What follows a joint has its own counters and its own clock.
TEST(Transport, TakesADiscontinuityOfAFileForAJoint) {
  Programme programme;
  programme.play(50);
  programme.mux.skip(kVideo, 3);
  programme.push(programme.slot(), true);
  programme.play(50);
  EXPECT_TRUE(programme.events.empty());
}

// Where every buffer has a time, it marks what a network lost.
TEST(Transport, TellsTheLossThatADiscontinuityOfALiveStreamMarks) {
  Programme programme(Programme::Times::of_buffers);
  programme.play(50);
  programme.mux.skip(kVideo, 3);
  programme.push(programme.slot(), true);
  EXPECT_EQ(programme.events.size(), 1U);
}

TEST(Transport, TakesPiecesAsTheyCome) {
  Programme programme;
  for (int piece = 0; piece < 4; ++piece) {
    for (int i = 0; i < 50; ++i) {
      programme.pat = programme.pmt = i == 0;
      const std::optional<Time> time = i == 0 ? std::optional<Time>(piece * 2s) : std::nullopt;
      programme.transport.process(programme.slot(), time, false, programme.events);
    }
    programme.mux.skip(kVideo, 7);
    programme.mux.skip(kAudio, 3);
  }
  EXPECT_TRUE(programme.events.empty());
  EXPECT_EQ(programme.transport.now(), 6s + 49 * kSlot);
}

// Multiplexers leave out the time of some buffers.
TEST(Transport, TellsLossesWhereOnlySomeBuffersHaveATime) {
  Programme programme;
  for (int i = 0; i < 100; ++i) {
    if (i == 51) programme.mux.skip(kVideo, 3);
    const std::optional<Time> time = i % 3 == 0 ? std::optional<Time>(i * kSlot) : std::nullopt;
    programme.transport.process(programme.slot(), time, false, programme.events);
  }
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(programme.events[0].running_time, 51 * kSlot);
}

TEST(Transport, EndsWhatIsOpenWhereTimeRunsBackwards) {
  Programme programme(Programme::Times::of_buffers);
  programme.play(50);
  programme.play(5, skip(kVideo, 1));
  programme.transport.process(programme.slot(), 0ms, false, programme.events);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(detail(programme.events[1], "reason"), "discontinuity");
}

TEST(Transport, KnowsNothingOfALongSilence) {
  Programme programme(Programme::Times::of_buffers);
  programme.play(50);
  programme.play(5, skip(kVideo, 1));
  for (int i = 0; i < 300; ++i) programme.slot();
  programme.mux.skip(kVideo, 1);
  programme.play(50);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(detail(programme.events[1], "reason"), "gap");
}

TEST(Transport, SamplesWhatWasLostSinceTheLastSample) {
  Programme programme;
  programme.transport.sample(programme.events);
  EXPECT_EQ(programme.events.at(0).confidence, 0);
  EXPECT_EQ(detail(programme.events[0], "reason"), "no packets");
  programme.play(20);
  const auto sampled = [&programme] {
    programme.events.clear();
    programme.transport.sample(programme.events);
    const Event sample = programme.events.at(0);
    EXPECT_EQ(sample.kind, "loss");
    EXPECT_EQ(sample.phase, Phase::sample);
    EXPECT_EQ(sample.confidence, 1);
    return sample.value;
  };
  EXPECT_EQ(sampled(), 0);
  programme.play(5, skip(kVideo, 3));
  EXPECT_EQ(sampled(), 3);
  programme.play(5, skip(kVideo, 2));
  EXPECT_EQ(sampled(), 2);
  programme.play(50);
  programme.play(5, skip(kAudio, 1));
  EXPECT_EQ(sampled(), 1) << "across incidents";
}

TEST(Transport, BeginsAnewAfterTheEnd) {
  Programme programme;
  programme.play(50);
  programme.play(5, skip(kVideo, 3));
  programme.transport.finish("flush", programme.events);
  ASSERT_EQ(programme.events.size(), 2U);
  EXPECT_EQ(detail(programme.events[1], "reason"), "flush");
  programme.mux.skip(kVideo, 3);
  programme.play(50);
  EXPECT_EQ(programme.events.size(), 2U);
}

TEST(Transport, DoesNotAllocateWhereNothingHappens) {
  Programme programme;
  programme.play(5);
  std::vector<Bytes> slots;
  for (int i = 0; i < 20; ++i) slots.push_back(programme.slot());
  EXPECT_EQ(allocations_in([&] {
              for (const auto& bytes : slots) programme.push(bytes);
            }),
            0U);
}

}  // namespace transport_test
}  // namespace vqa::test
