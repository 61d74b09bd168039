// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>

#include "support/transport_packets.h"
#include "transport/clip_recorder.h"

namespace vqa::test {
namespace transport_clip_test {

constexpr int kVideo = 0x100, kAudio = 0x101, kPmt = 0x1000;
constexpr std::size_t kPacket = Packet::kSize;

/// A picture and a sound in slots of 100 ms, with tables in each fifth and a key frame in each
/// tenth.
class Show {
 public:
  enum class Keys { flagged, by_parameters, unknown };
  explicit Show(Keys keys = Keys::flagged, std::size_t most = ClipRecorder::kMostBytes)
      : recorder(most), keys_(keys) {}

  ClipRecorder recorder;
  Bytes whole;        ///< all that was played
  bool wide = false;  ///< 192 bytes for each packet

  void play(int slots) {
    for (int i = 0; i < slots; ++i, ++slot_) {
      if (slot_ % 5 == 0) {
        mux_.add_section(0, make_pat({{1, kPmt}}));
        mux_.add_section(kPmt, make_pmt(1, {{0x1B, kVideo}, {0x0F, kAudio}}));
      }
      mux_.add({.pid = kAudio, .starts = true});
      picture(slot_ % 10 == 0);
      for (int more = 0; more < 20; ++more) mux_.add({.pid = kVideo});
      const Bytes bytes = mux_.take();
      whole.insert(whole.end(), bytes.begin(), bytes.end());
      recorder.add(wide ? widened(bytes) : bytes, now());
    }
  }
  Time now() const { return slot_ * Time(100ms); }
  Bytes only_clip() {
    auto clips = recorder.take_clips();
    EXPECT_EQ(clips.size(), 1U);
    return clips.empty() ? Bytes() : clips[0].bytes;
  }

 private:
  void picture(bool key) {
    mux_.add({.pid = kVideo, .adaptation = true, .starts = true});
    Bytes packet = mux_.take();
    auto* last = &packet[packet.size() - kPacket];
    if (keys_ == Keys::flagged && key) last[5] |= 0x40;
    // Behind 12 bytes of adaptation, a header of 9 and 5 more, a delimiter, and parameters or a
    // slice.
    const Bytes unit = {0, 0, 1, 0xE0, 0, 0, 0x80, 0x80, 5, 1, 1,
                        1, 1, 1, 0,    0, 1, 9,    0xF0, 0, 0, 1};
    std::copy(unit.begin(), unit.end(), last + 12);
    last[12 + unit.size()] = keys_ == Keys::by_parameters && key ? 0x67 : 0x41;
    mux_.append(packet);
  }
  static Bytes widened(const Bytes& bytes) {
    Bytes wide;
    for (std::size_t at = 0; at < bytes.size(); at += kPacket) {
      wide.insert(wide.end(), {1, 2, 3, 4});
      wide.insert(wide.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                  bytes.begin() + static_cast<std::ptrdiff_t>(at + kPacket));
    }
    return wide;
  }

  Keys keys_;
  Mux mux_;
  int slot_ = 0;
};

constexpr std::size_t kSlot = 22 * kPacket, kTables = 2 * kPacket;

// Where in what was played the clip is, behind its tables; in slots of 100 ms.
int slot_of(const Show& show, const Bytes& clip, std::size_t tables = kTables) {
  const auto at = std::search(show.whole.begin(), show.whole.end(),
                              clip.begin() + static_cast<std::ptrdiff_t>(tables), clip.end());
  EXPECT_NE(at, show.whole.end()) << "it is no piece of the stream";
  const auto from = static_cast<std::size_t>(at - show.whole.begin());
  return static_cast<int>((from + kPacket) / (kSlot + kTables / 5));
}

TEST(Clip, BeginsAtAKeyFrameWithItsTables) {
  for (const auto keys : {Show::Keys::flagged, Show::Keys::by_parameters}) {
    Show show(keys);
    show.recorder.keep(3s);
    show.play(100);
    show.recorder.want("x", show.now() - 2500ms, show.now() + 1s);
    show.play(9);
    EXPECT_TRUE(show.recorder.take_clips().empty()) << "what comes then is still to come";
    show.play(3);
    const Bytes clip = show.only_clip();
    ASSERT_GT(clip.size(), kTables);
    EXPECT_EQ(Packet(clip.data()).pid(), kPatPid);
    EXPECT_EQ(Packet(&clip[kPacket]).pid(), kPmt);
    EXPECT_EQ(Packet(&clip[kTables]).pid(), kVideo);
    EXPECT_EQ(slot_of(show, clip), 70) << "the last key frame before 7.5 s";
    EXPECT_EQ(clip.size() % kPacket, 0U);
    EXPECT_GE(clip.size(), 40 * kSlot);
    EXPECT_LE(clip.size(), 43 * kSlot) << "until 11 s";
  }
}

TEST(Clip, OfAStreamThatTellsNoKeyFramesBeginsInTime) {
  Show show(Show::Keys::unknown);
  show.recorder.keep(3s);
  show.play(150);
  show.recorder.want("x", show.now() - 3s, show.now());
  show.play(1);
  const Bytes clip = show.only_clip();
  EXPECT_LE(slot_of(show, clip, 0), 120);
  EXPECT_GE(slot_of(show, clip, 0), 105);
  EXPECT_GE(clip.size(), 30 * kSlot);
}

TEST(Clip, EndsWhereTheStreamEnds) {
  Show show;
  show.recorder.keep(1s);
  show.play(30);
  show.recorder.want("x", 1500ms, 60s);
  show.recorder.finish();
  EXPECT_EQ(slot_of(show, show.only_clip()), 10);
  show.recorder.want("y", 1500ms, 60s);
  show.recorder.finish();
  EXPECT_TRUE(show.only_clip().empty()) << "what was is forgotten";
}

TEST(Clip, EndsWhereTimeGoesBack) {
  Show show;
  show.recorder.keep(1s);
  show.play(30);
  show.recorder.want("x", 1500ms, 60s);
  show.recorder.add({}, 1s);
  EXPECT_EQ(slot_of(show, show.only_clip()), 10);
}

TEST(Clip, SeveralHaveEachTheirTimes) {
  Show show;
  show.recorder.keep(5s);
  show.play(100);
  show.recorder.want("x", 8s, 11s);
  show.recorder.want("y", 9500ms, 10500ms);
  show.play(20);
  const auto clips = show.recorder.take_clips();
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_EQ(clips[0].name, "y");
  EXPECT_EQ(clips[1].name, "x");
  EXPECT_EQ(slot_of(show, clips[0].bytes), 90);
  EXPECT_EQ(slot_of(show, clips[1].bytes), 80);
}

TEST(Clip, NeverTakesMoreThanItsShareOfMemory) {
  for (const auto keys : {Show::Keys::flagged, Show::Keys::unknown}) {
    Show show(keys, 45 * kSlot);
    show.recorder.keep(1h);
    show.play(500);
    show.recorder.want("x", 0s, show.now());
    show.play(1);
    const Bytes clip = show.only_clip();
    EXPECT_LE(clip.size(), 46 * kSlot);
    EXPECT_GE(clip.size(), 20 * kSlot);
  }
}

TEST(Clip, OfARecordingHasNoneOfItsTimes) {
  Show show;
  show.wide = true;
  show.recorder.keep(2s);
  show.play(50);
  show.recorder.want("x", 4s, 5s);
  show.play(2);
  const Bytes clip = show.only_clip();
  ASSERT_EQ(clip.size() % kPacket, 0U);
  EXPECT_EQ(slot_of(show, clip), 40);
}

}  // namespace transport_clip_test
}  // namespace vqa::test
