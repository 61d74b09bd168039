// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/harness.h"

namespace vqa::test {
namespace vqablack_test {

const char* const kFormats[] = {"I420", "NV12", "YUY2", "AYUV", "v210", "I420_10LE", "P010_10LE"};

struct Source {
  std::string pattern, format = "I420", properties = "";
  int frames = 75;
};

std::vector<Event> run(const Source& source, const std::string& properties = "") {
  Pipeline pipeline("videotestsrc pattern=" + source.pattern + " " + source.properties +
                    " num-buffers=" + std::to_string(source.frames) +
                    " ! video/x-raw,framerate=25/1,width=640,height=360,format=" + source.format +
                    " ! vqablack " + properties + " ! fakesink");
  EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  return pipeline.bus().events();
}

/// What GStreamer's own test picture is called after 3 s, or nothing.
std::string kind_of(const Source& source) {
  const auto begins = of_phase(run(source), Phase::begin);
  return begins.empty() ? "" : begins.front().detector + "/" + begins.front().kind;
}

TEST(VqaBlack, KnowsGStreamersTestPictures) {
  for (const char* format : kFormats) {
    SCOPED_TRACE(format);
    EXPECT_EQ(kind_of({.pattern = "black", .format = format}), "black/black");
    EXPECT_EQ(kind_of({.pattern = "white", .format = format}), "black/solid");
    EXPECT_EQ(kind_of({.pattern = "green", .format = format}), "black/solid");
    EXPECT_EQ(kind_of({.pattern = "smpte", .format = format}), "black/bars");
    EXPECT_EQ(kind_of({.pattern = "smpte100", .format = format}), "black/bars");
    EXPECT_EQ(kind_of({.pattern = "smpte-rp-219", .format = format}), "black/bars");
  }
}

TEST(VqaBlack, IsQuietAboutPictures) {
  for (const char* pattern : {"snow", "ball", "circular", "zone-plate", "checkers-8", "pinwheel",
                              "spokes", "gradient", "colors", "gamut"}) {
    EXPECT_EQ(kind_of({.pattern = pattern, .properties = "kt2=20 kx2=10 ky2=10"}), "") << pattern;
  }
}

TEST(VqaBlack, NeedsNoColour) {
  EXPECT_EQ(kind_of({.pattern = "black", .format = "GRAY8"}), "black/black");
  EXPECT_EQ(kind_of({.pattern = "white", .format = "GRAY16_LE"}), "black/solid");
}

TEST(VqaBlack, ReportsFromTheFirstBlackFrame) {
  const auto events = run({.pattern = "black", .frames = 200});
  EXPECT_EQ(to_text(events),
            "black/black begin #1 warning at=2000 stream=2000 pts=2000 start=0 duration=2000 "
            "value=1.000 threshold=0.980 ratio confidence=0.950 luma=16.000\n"
            "black/black update #1 critical at=5000 stream=5000 pts=5000 start=0 duration=5000 "
            "value=1.000 threshold=0.980 ratio confidence=0.950 luma=16.000\n"
            "black/black end #1 critical at=7960 stream=7960 pts=7960 start=0 duration=7960 "
            "value=1.000 threshold=0.980 ratio confidence=0.950 reason=eos\n");
}

TEST(VqaBlack, SaysWhichColour) {
  const auto events = run({.pattern = "blue"});
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(detail(events[0], "colour").substr(5), "ff") << detail(events[0], "colour");
}

TEST(VqaBlack, HasDurations) {
  auto events = run({.pattern = "black"}, "min-duration=400000000 critical-duration=800000000");
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].running_time, 400ms);
  EXPECT_EQ(events[1].running_time, 800ms);
  EXPECT_EQ(events[1].severity, Severity::critical);
  // One second of black, one of a picture: told when that has lasted for clear-duration.
  for (const Time clear : {0ms, 200ms}) {
    Pipeline one_after_the_other(
        "concat name=c ! vqablack min-duration=400000000 clear-duration=" +
        std::to_string(clear.count()) +
        " ! fakesink"
        " videotestsrc pattern=black num-buffers=25 ! video/x-raw,framerate=25/1 ! c."
        " videotestsrc pattern=snow num-buffers=25 ! video/x-raw,framerate=25/1 ! c.");
    EXPECT_EQ(one_after_the_other.run(), GST_MESSAGE_EOS);
    events = of_phase(one_after_the_other.bus().events(), Phase::end);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].running_time, 1s + clear);
    EXPECT_EQ(events[0].duration, 1s);
  }
}

TEST(VqaBlack, HasALevel) {
  const Source dark{.pattern = "solid-color", .properties = "foreground-color=0xff303030"};
  EXPECT_EQ(run(dark).at(0).kind, "solid");
  EXPECT_EQ(run(dark, "level=0.3").at(0).kind, "black");
}

// Black is told of once, by this detector, with or without a logo.
TEST(VqaBlack, AgreesWithTheFreezeDetector) {
  for (const char* logo : {"0", "120"}) {
    Pipeline pipeline(
        std::string("videotestsrc pattern=black num-buffers=150 ! "
                    "video/x-raw,framerate=25/1,width=640,height=360 ! "
                    "compositor name=c sink_1::xpos=20 sink_1::ypos=20 sink_1::width=") +
        logo + " sink_1::height=" + logo + " sink_1::alpha=" + (*logo == '0' ? "0" : "1") +
        " ! video/x-raw,format=I420 ! vqafreeze ! vqablack ! fakesink "
        "videotestsrc pattern=smpte num-buffers=150 ! "
        "video/x-raw,framerate=25/1,width=120,height=60 ! c.");
    ASSERT_TRUE(pipeline.parsed());
    EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
    const auto begins = of_phase(pipeline.bus().events(), Phase::begin);
    ASSERT_EQ(begins.size(), 1U) << logo << "\n" << to_text(begins);
    EXPECT_EQ(begins[0].kind, "black");
  }
}

}  // namespace vqablack_test
}  // namespace vqa::test
