// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "support/harness.h"

namespace vqa::test {
namespace vqafreeze_stall_test {

using std::chrono::milliseconds;

constexpr VideoSpec kSpec{};
constexpr auto kTimeout = milliseconds(200);
constexpr auto kLongEnough = 4 * kTimeout;  // for a stall that must not come

// A vqafreeze that is fed as a live source does, or does not.
class VqaFreezeStall : public testing::Test {
 protected:
  explicit VqaFreezeStall(bool live = true, milliseconds timeout = kTimeout)
      : harness_("vqafreeze",
                 [timeout](GstElement* element) { set(element, "stall-timeout", timeout); }) {
    gst_harness_set_live(*harness_, live ? TRUE : FALSE);
    harness_.set_caps(kSpec);
  }

  static void set(GstElement* element, const char* property, milliseconds value) {
    g_object_set(element, property, static_cast<guint64>(Time(value).count()), nullptr);
  }
  /// Ten frames in motion, 40 ms apart.
  void feed() {
    std::vector<Still> pictures;
    for (int i = 0; i < 10; ++i)
      pictures.push_back(draw_scene(kSpec.width, kSpec.height, phase_++));
    harness_.play(kSpec, pictures, static_cast<GstClockTime>(fed_) * kSpec.interval());
    fed_ += 10;
  }
  Time last_frame() const { return (fed_ - 1) * 40ms; }

  /// The next event on the bus; an empty one if none comes.
  Event next() {
    const std::size_t known = told_;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < give_up) {
      const auto events = harness_.bus().events();
      if (events.size() > known) return events[told_++];
      std::this_thread::sleep_for(milliseconds(5));
    }
    ADD_FAILURE() << "no event came";
    return {};
  }
  void expect_silence() {
    std::this_thread::sleep_for(kLongEnough);
    EXPECT_EQ(to_text(harness_.bus().events()), "");
  }

  Harness harness_;

 private:
  double phase_ = 0;
  int fed_ = 0;
  std::size_t told_ = 0;
};

TEST_F(VqaFreezeStall, IsToldWithoutDataFlowing) {
  feed();
  const Event begin = next();
  EXPECT_EQ(begin.phase, Phase::begin);
  EXPECT_EQ(begin.kind, "stall");
  EXPECT_EQ(begin.severity, Severity::warning);
  EXPECT_EQ(begin.start, last_frame());
  EXPECT_GE(begin.duration, kTimeout);
  EXPECT_EQ(begin.running_time, begin.start + begin.duration);
  EXPECT_EQ(begin.unit, "s");
  EXPECT_DOUBLE_EQ(begin.threshold, 0.2);
  EXPECT_GE(begin.value, 0.2);
  EXPECT_FALSE(begin.stream_time || begin.timestamp) << "no frame triggered it";
}

TEST_F(VqaFreezeStall, EndsWithTheNextFrame) {
  feed();
  const Event begin = next();
  feed();
  const Event end = next();
  EXPECT_EQ(end.phase, Phase::end);
  EXPECT_EQ(end.kind, "stall");
  EXPECT_EQ(end.incident, begin.incident);
  EXPECT_EQ(end.start, begin.start);
  EXPECT_GE(end.duration, begin.duration);
  EXPECT_EQ(detail(end, "reason"), "cleared");
}

TEST_F(VqaFreezeStall, ComesAgain) {
  feed();
  const Event first = next();
  feed();
  next();
  const Event second = next();
  EXPECT_EQ(second.phase, Phase::begin);
  EXPECT_NE(second.incident, first.incident);
  EXPECT_EQ(second.start, last_frame());
}

TEST_F(VqaFreezeStall, TravelsOutOfBand) {
  feed();
  harness_.take_src_events();
  next();
  feed();
  next();
  std::vector<GstEventType> types;
  for (const auto& event : harness_.take_src_events())
    if (!event.structure.empty()) types.push_back(event.type);
  EXPECT_EQ(types, (std::vector{GST_EVENT_CUSTOM_DOWNSTREAM_OOB, GST_EVENT_CUSTOM_DOWNSTREAM_OOB}));
}

TEST_F(VqaFreezeStall, GetsCriticalAfterCriticalDuration) {
  set(harness_.element(), "critical-duration", milliseconds(400));
  feed();
  EXPECT_EQ(next().severity, Severity::warning);
  const Event update = next();
  EXPECT_EQ(update.phase, Phase::update);
  EXPECT_EQ(update.severity, Severity::critical);
  EXPECT_GE(update.duration, milliseconds(400));
}

TEST_F(VqaFreezeStall, TakesItsTimeoutWhileNothingFlows) {
  set(harness_.element(), "stall-timeout", std::chrono::hours(1));
  feed();
  expect_silence();
  set(harness_.element(), "stall-timeout", kTimeout);
  EXPECT_EQ(next().kind, "stall");
}

TEST_F(VqaFreezeStall, ZeroNeverAsks) {
  set(harness_.element(), "stall-timeout", milliseconds(0));
  feed();
  expect_silence();
}

TEST_F(VqaFreezeStall, NothingIsMissingBeforeTheFirstFrame) { expect_silence(); }

TEST_F(VqaFreezeStall, NothingIsMissingWhilePaused) {
  feed();
  gst_element_set_state(harness_.element(), GST_STATE_PAUSED);
  expect_silence();
  gst_element_set_state(harness_.element(), GST_STATE_PLAYING);
  expect_silence();
  feed();
  EXPECT_EQ(next().kind, "stall");
}

TEST_F(VqaFreezeStall, NothingIsMissingWhileBlockedByWhatIsBehind) {
  feed();
  gst::Pad src(gst_element_get_static_pad(harness_.element(), "src"));
  gst_pad_add_probe(
      src.get(), GST_PAD_PROBE_TYPE_BUFFER,
      [](GstPad*, GstPadProbeInfo*, gpointer) {
        std::this_thread::sleep_for(kLongEnough);
        return GST_PAD_PROBE_REMOVE;
      },
      nullptr, nullptr);
  feed();
  EXPECT_EQ(to_text(harness_.bus().events()), "");
}

TEST_F(VqaFreezeStall, NothingIsMissingDuringASeek) {
  feed();
  harness_.push_event(gst_event_new_flush_start());
  expect_silence();
  harness_.push_event(gst_event_new_flush_stop(TRUE));
  expect_silence();
}

TEST_F(VqaFreezeStall, NothingIsMissingAfterTheEnd) {
  feed();
  harness_.push_event(gst_event_new_eos());
  expect_silence();
}

TEST_F(VqaFreezeStall, EndsBeforeTheEndOfTheStreamIsTold) {
  feed();
  next();
  harness_.take_src_events();
  harness_.push_event(gst_event_new_eos());
  const Event end = next();
  EXPECT_EQ(detail(end, "reason"), "eos");
  const auto seen = harness_.take_src_events();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].type, GST_EVENT_CUSTOM_DOWNSTREAM_OOB);
  EXPECT_EQ(seen[1].type, GST_EVENT_EOS);
}

TEST_F(VqaFreezeStall, EndsWhenPaused) {
  feed();
  next();
  gst_element_set_state(harness_.element(), GST_STATE_PAUSED);
  EXPECT_EQ(detail(next(), "reason"), "paused");
}

TEST_F(VqaFreezeStall, EndsOnTheWayDown) {
  feed();
  next();
  gst_element_set_state(harness_.element(), GST_STATE_READY);
  const Event end = next();
  EXPECT_EQ(end.phase, Phase::end);
  EXPECT_EQ(detail(end, "reason"), "paused") << "which comes first on the way down";
}

class VqaFreezeStallOfAFile : public VqaFreezeStall {
 protected:
  VqaFreezeStallOfAFile() : VqaFreezeStall(false) {}
};

TEST_F(VqaFreezeStallOfAFile, ThereIsNone) {
  feed();
  expect_silence();
}

}  // namespace vqafreeze_stall_test
}  // namespace vqa::test
