// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "glue/event_gst.h"
#include "support/harness.h"

namespace vqa::test {
namespace vqablockiness_test {

// Of a picture that moves, and into which a mosaic of its own cells comes from second 1 to 2.
std::string broken(const std::string& format, const std::string& detector) {
  const std::string caps = "video/x-raw,framerate=25/1,width=640,height=368,format=" + format;
  return "concat name=c ! " + detector +
         " ! fakesink "
         "videotestsrc pattern=circular num-buffers=25 ! " +
         caps +
         " ! c. "
         "videotestsrc pattern=circular num-buffers=25 ! "
         "video/x-raw,framerate=25/1,width=40,height=23 ! videoscale method=nearest-neighbour ! "
         "videoconvert ! " +
         caps +
         " ! c. "
         "videotestsrc pattern=circular num-buffers=50 ! " +
         caps + " ! c.";
}

std::vector<Event> run(const std::string& launch) {
  Pipeline pipeline(launch);
  EXPECT_TRUE(pipeline.parsed());
  EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  return pipeline.bus().events();
}

TEST(VqaBlockiness, FindsDamageInEveryFormat) {
  std::string in_i420;
  for (const char* format : {"I420", "NV12", "YUY2", "AYUV", "v210", "I420_10LE", "GRAY8"}) {
    SCOPED_TRACE(format);
    const auto events = run(broken(format, "vqablockiness"));
    ASSERT_GE(events.size(), 2U);
    EXPECT_EQ(events.front().kind, "corruption");
    EXPECT_GE(events.front().start, 1s);
    EXPECT_LE(events.front().running_time, 1500ms);
    EXPECT_EQ(events.back().phase, Phase::end);
    EXPECT_EQ(detail(events.back(), "reason"), "cleared");
  }
}

TEST(VqaBlockiness, IsQuietAboutTestPictures) {
  for (const char* pattern : {"snow", "ball", "circular", "zone-plate", "checkers-8", "pinwheel",
                              "spokes", "colors", "smpte", "blink"}) {
    EXPECT_TRUE(run(std::string("videotestsrc kt2=20 kx2=10 ky2=10 num-buffers=50 pattern=") +
                    pattern +
                    " ! video/x-raw,width=640,height=360,framerate=25/1 ! "
                    "vqablockiness ! fakesink")
                    .empty())
        << pattern;
  }
}

TEST(VqaBlockiness, HasSettings) {
  EXPECT_TRUE(run(broken("I420", "vqablockiness min-confidence=1")).empty());
  EXPECT_TRUE(run(broken("I420", "vqablockiness mask=0,0,100%,100%")).empty());

  auto events = run(broken("I420", "vqablockiness critical-area=0.5"));
  ASSERT_GE(events.size(), 2U);
  EXPECT_EQ(events.front().threshold, 0.5);
  EXPECT_EQ(events.back().severity, Severity::critical);

  events = run(broken("I420", "vqablockiness clear-duration=200000000"));
  ASSERT_GE(events.size(), 2U);
  const Event& end = events.back();
  EXPECT_EQ(end.running_time, end.start + end.duration + 200ms);
}

std::vector<Event> of_kind(const std::string& kind, const std::vector<Event>& events) {
  std::vector<Event> chosen;
  for (const Event& event : events)
    if (event.kind == kind) chosen.push_back(event);
  return chosen;
}

TEST(VqaBlockiness, SamplesEveryPicture) {
  const auto samples =
      of_kind("corruption",
              of_phase(run(broken("I420", "vqablockiness sample-interval=1")), Phase::sample));
  ASSERT_EQ(samples.size(), 100U);
  EXPECT_EQ(detail(samples[0], "reason"), "nothing to be seen");
  EXPECT_LT(std::stod(detail(samples[20], "score")), 0.5);
  EXPECT_GT(std::stod(detail(samples[30], "score")), 0.95);
}

// Noise as blocks of 12x12, as of a coder with 8x8 and a scaler behind it: 20 s, two frames a
// second.
const std::string kCoarse =
    "videotestsrc pattern=snow num-buffers=40 ! "
    "video/x-raw,format=I420,framerate=2/1,width=40,height=30 ! videobalance contrast=0.1 ! "
    "videoscale method=nearest-neighbour ! video/x-raw,width=480,height=360 ! ";

std::string coarse(const std::string& detector) { return kCoarse + detector + " ! fakesink"; }

TEST(VqaBlockiness, MeasuresTheGridOfBlocks) {
  const auto events = run(coarse("vqablockiness sample-interval=1"));
  const auto samples = of_kind("blockiness", of_phase(events, Phase::sample));
  ASSERT_EQ(samples.size(), 40U);
  EXPECT_GT(samples[10].value, 0.6);
  EXPECT_GT(samples[10].confidence, 0.9);
  EXPECT_EQ(samples[10].unit, "ratio");
  for (const char* size : {"grid_width", "grid_height"})
    EXPECT_NEAR(std::stod(detail(samples[10], size)), 12, 0.1);
  const auto begins = of_kind("blockiness", of_phase(events, Phase::begin));
  ASSERT_EQ(begins.size(), 1U);
  EXPECT_EQ(begins[0].severity, Severity::warning);
}

TEST(VqaBlockiness, HasSettingsForTheGridOfBlocks) {
  const auto told = [](const std::string& settings) {
    return of_kind("blockiness", run(coarse("vqablockiness " + settings)));
  };
  EXPECT_TRUE(told("max-blockiness=1").empty());
  EXPECT_TRUE(told("blockiness-duration=30000000000").empty());
  EXPECT_TRUE(told("measure-blockiness=false sample-interval=1").empty());
  auto events = told("max-blockiness=0.3 critical-blockiness=0.4 blockiness-duration=0");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].threshold, 0.3);
  EXPECT_EQ(events[0].severity, Severity::critical);
  EXPECT_EQ(events[0].running_time, Time{});
  EXPECT_EQ(detail(events[1], "reason"), "eos");
}

TEST(VqaBlockiness, TellsThatTheGridOfBlocksIsGone) {
  const auto events = of_kind(
      "blockiness", run("concat name=c ! vqablockiness blockiness-duration=0 clear-blockiness=0.2 "
                        "blockiness-clear-duration=3000000000 ! fakesink " +
                        kCoarse +
                        "c. videotestsrc pattern=snow num-buffers=40 ! "
                        "video/x-raw,format=I420,framerate=2/1,width=480,height=360 ! c."));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(detail(events[1], "reason"), "cleared");
  EXPECT_GE(events[1].running_time, events[1].start + events[1].duration + 3s);
}

// What vqatransport tells travels with the pictures.
TEST(VqaBlockiness, KnowsOfALossThatWasToldOfInFront) {
  for (const bool told : {false, true}) {
    Pipeline pipeline(broken("I420", "identity name=in_front ! vqablockiness"));
    ASSERT_TRUE(pipeline.parsed());
    Event loss;
    loss.detector = "transport";
    loss.kind = "loss";
    loss.phase = Phase::begin;
    loss.severity = Severity::warning;
    loss.details.emplace_back("lost", std::int64_t{12});
    const gst::Element in_front = pipeline.child("in_front");
    const gst::Pad src(gst_element_get_static_pad(in_front.get(), "src"));
    struct Once {
      Event loss;
      bool done;
    } once{loss, !told};
    gst_pad_add_probe(
        src.get(), GST_PAD_PROBE_TYPE_BUFFER,
        [](GstPad* pad, GstPadProbeInfo*, gpointer data) {
          auto* to_tell = static_cast<Once*>(data);
          if (!std::exchange(to_tell->done, true))
            gst_pad_push_event(pad,
                               gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM,
                                                    gst::to_structure(to_tell->loss).release()));
          return GST_PAD_PROBE_OK;
        },
        &once, nullptr);
    EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
    const auto begins = of_phase(pipeline.bus().events(), Phase::begin);
    ASSERT_EQ(begins.size(), 1U);
    EXPECT_EQ(detail(begins[0], "cause"), told ? "transit" : "upstream");
    EXPECT_EQ(detail(begins[0], "lost"), told ? "12" : "");
  }
}

}  // namespace vqablockiness_test
}  // namespace vqa::test
