// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "support/harness.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define VQA_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define VQA_SANITIZED 1
#endif

#ifndef VQA_SANITIZED
#include <malloc.h>
#endif

namespace vqa::test {
namespace vqafreeze_test {

constexpr VideoSpec kSpec{};
constexpr auto kFrame = 40ms;

const std::vector<Still>& one_freeze() {  // the last frame that moves is the one at 960 ms
  static const std::vector<Still> pictures = freeze_pictures(kSpec);
  return pictures;
}

guint64 ns(Time time) { return static_cast<guint64>(time.count()); }

class VqaFreeze : public testing::Test {
 protected:
  using Tweak = std::function<void(GstElement*)>;

  static std::vector<Event> run(const std::vector<Still>& pictures, const Tweak& at_start,
                                std::size_t tweak_at = 0, const Tweak& while_playing = {}) {
    Harness harness("vqafreeze", at_start);
    harness.set_caps(kSpec);
    const auto cut = pictures.begin() + static_cast<std::ptrdiff_t>(tweak_at);
    harness.play(kSpec, {pictures.begin(), cut});
    if (while_playing) while_playing(harness.element());
    harness.play(kSpec, {cut, pictures.end()}, tweak_at * ns(kFrame));
    return harness.bus().events();
  }
  static Tweak set(const char* property, Time value) {
    return [=](GstElement* element) { g_object_set(element, property, ns(value), nullptr); };
  }
  static Tweak set_noise(double value) {
    return [=](GstElement* element) { g_object_set(element, "noise", value, nullptr); };
  }
};

TEST_F(VqaFreeze, ReportsAFreezeFromItsTrueOnset) {
  const auto events = run(one_freeze(), {});
  EXPECT_EQ(to_text(events),
            "freeze/freeze begin #1 warning at=2960 stream=2960 pts=2960 start=960 duration=2000 "
            "value=0.000 threshold=2.600 level confidence=1.000 live_area=0.000 "
            "motion_before=10.277 motion_left=0.000\n" +
                to_line(events.at(1)) + "\n");
  EXPECT_EQ(events.at(1).phase, Phase::end);
  EXPECT_EQ(events.at(1).incident, 1U);
  EXPECT_EQ(events.at(1).start, 960ms);
  EXPECT_EQ(events.at(1).duration, 3040ms);           // until the first frame that moves again
  EXPECT_EQ(events.at(1).running_time, 4s + 1000ms);  // told when it has moved for a second
}

TEST_F(VqaFreeze, WaitsForMinDuration) {
  const auto events = run(one_freeze(), set("min-duration", 2400ms));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].running_time, 960ms + 2400ms);
  EXPECT_EQ(to_text(run(one_freeze(), set("min-duration", 4s))), "");
}

TEST_F(VqaFreeze, TakesMinDurationWhilePlaying) {
  // 60 frames: 1.4 s into the freeze.
  const auto events = run(one_freeze(), {}, 60, set("min-duration", 1s));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].running_time, 60 * kFrame);
  EXPECT_EQ(to_text(run(one_freeze(), {}, 60, set("min-duration", 1h))), "");
}

TEST_F(VqaFreeze, GetsCriticalAfterCriticalDuration) {
  const auto events = run(one_freeze(), set("critical-duration", 2400ms));
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].severity, Severity::warning);
  EXPECT_EQ(events[1].phase, Phase::update);
  EXPECT_EQ(events[1].severity, Severity::critical);
  EXPECT_EQ(events[1].running_time, 960ms + 2400ms);
  EXPECT_EQ(events[1].duration, 2400ms);
  EXPECT_EQ(events[2].severity, Severity::critical);
}

TEST_F(VqaFreeze, TakesCriticalDurationWhilePlaying) {
  // 80 frames: 2.2 s into the freeze, which was told already.
  const auto events = run(one_freeze(), {}, 80, set("critical-duration", 1s));
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[1].phase, Phase::update);
  EXPECT_EQ(events[1].running_time, 80 * kFrame);
}

TEST_F(VqaFreeze, EndsAfterClearDurationOfMotion) {
  const auto events = run(one_freeze(), set("clear-duration", 400ms));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].running_time, 4s + 400ms);
  EXPECT_EQ(of_phase(run(one_freeze(), set("clear-duration", 30s)), Phase::end).size(), 0U);
}

TEST_F(VqaFreeze, TakesClearDurationWhilePlaying) {
  const auto events = run(one_freeze(), {}, 105, set("clear-duration", 400ms));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].running_time, 4s + 400ms);
}

// The held picture gets brighter and darker by two steps, every four frames.
std::vector<Still> flickering_freeze() {
  std::vector<Still> pictures = one_freeze();
  for (std::size_t i = 25; i < 100; ++i) {
    if (i / 4 % 2 == 0) continue;
    for (auto& sample : pictures[i].luma) sample = static_cast<std::uint8_t>(sample + 2);
  }
  return pictures;
}

std::vector<Still> pale_freeze() {
  std::vector<Still> pictures = one_freeze();
  for (auto& picture : pictures) {
    for (auto& sample : picture.luma) sample = static_cast<std::uint8_t>(96 + sample / 4);
  }
  return pictures;
}

TEST_F(VqaFreeze, CallsNothingMotionThatStaysUnderTheNoise) {
  EXPECT_EQ(run(flickering_freeze(), {}).size(), 2U);
  EXPECT_EQ(to_text(run(flickering_freeze(), set_noise(1))), "");
  // Nothing ever moves that much: it stands still from the start.
  const auto with = run(pale_freeze(), set_noise(3)), without = run(pale_freeze(), set_noise(64));
  ASSERT_EQ(with.size(), 2U);
  EXPECT_EQ(with[0].kind, "freeze");
  ASSERT_FALSE(without.empty());
  EXPECT_EQ(without[0].kind, "still");
  EXPECT_EQ(without[0].start, 0ms);
}

TEST_F(VqaFreeze, TakesNoiseWhilePlaying) {
  EXPECT_EQ(to_text(run(flickering_freeze(), {}, 40, set_noise(1))), "");
  EXPECT_EQ(run(flickering_freeze(), set_noise(1), 40, set_noise(3)).size(), 2U);
  const auto events = run(flickering_freeze(), set_noise(5));
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events[0].threshold, 5);
}

TEST_F(VqaFreeze, SeesPastWhatIsMasked) {
  // The scene moves in the left half only while the right half is still held.
  auto pictures = one_freeze();
  for (std::size_t i = 26; i < 100; ++i) {
    for (int y = 0; y < kSpec.height; ++y) {
      for (int x = 0; x < kSpec.width / 2; ++x) {
        pictures[i].luma[static_cast<std::size_t>(y * kSpec.width + x)] =
            one_freeze()[i % 25].luma[static_cast<std::size_t>(y * kSpec.width + x)];
      }
    }
  }
  EXPECT_EQ(to_text(run(pictures, {})), "");
  const auto mask_left = [](GstElement* e) { g_object_set(e, "mask", "0,0,50%,100%", nullptr); };
  EXPECT_EQ(run(pictures, mask_left).size(), 2U);
}

// --- An hour ------------------------------------------------------------------------------------

// Twenty seconds of frames of which the second half holds, again and again.
class LongStream {
 public:
  LongStream() : harness_("vqafreeze") {
    harness_.set_caps(kSmall);
    for (int i = 0; i < kCycle / 2; ++i) {
      frames_.push_back(video_buffer(kSmall, draw_scene(kSmall.width, kSmall.height, i)));
    }
  }

  void play_cycle() {
    for (int i = 0; i < kCycle; ++i) {
      const auto at = static_cast<std::size_t>(std::min(i, kCycle / 2 - 1));
      gst::Buffer buffer(gst_buffer_copy(frames_[at].get()));
      GST_BUFFER_PTS(buffer.get()) = frame_++ * kSmall.interval();
      GST_BUFFER_DURATION(buffer.get()) = kSmall.interval();
      ASSERT_EQ(harness_.push(std::move(buffer)), GST_FLOW_OK);
      ASSERT_NE(harness_.try_pull(), nullptr);
    }
    harness_.take_src_events();
    for (const auto& event : harness_.bus().events()) {
      ++(event.phase == Phase::begin ? begins : event.phase == Phase::update ? updates : ends);
    }
    harness_.bus().clear();
  }

  int begins = 0, updates = 0, ends = 0;

 private:
  static constexpr int kCycle = 500;
  static constexpr VideoSpec kSmall{.width = 64, .height = 48};

  Harness harness_;
  std::vector<gst::Buffer> frames_;
  GstClockTime frame_ = 0;
};

TEST_F(VqaFreeze, NeedsNoMoreMemoryAfterAnHour) {
  constexpr int kCycles = 180;  // an hour
  LongStream stream;
  for (int i = 0; i < 10; ++i) stream.play_cycle();
#ifndef VQA_SANITIZED
  const auto before = mallinfo2().uordblks;
#endif
  for (int i = 10; i < kCycles; ++i) stream.play_cycle();
#ifndef VQA_SANITIZED
  // Less than a byte a frame, even if it were a leak and no spare capacity.
  EXPECT_LT(mallinfo2().uordblks, before + 65536);
#endif
  EXPECT_EQ(stream.begins, kCycles);
  EXPECT_EQ(stream.updates, kCycles);
  EXPECT_EQ(stream.ends, kCycles - 1);  // the last freeze goes on
}

}  // namespace vqafreeze_test
}  // namespace vqa::test
