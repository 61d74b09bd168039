// SPDX-License-Identifier: LGPL-2.1-or-later
#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <tuple>

#include "elements/two_sides.h"

namespace vqa::test {
namespace vqaavsync_test {

/// Flashes and beeps every second, the beep by `late` behind the flash.
void markers(BothSides& both, GstClockTime until, GstClockTime late) {
  const GstClockTime second = GST_SECOND, length = 80 * GST_MSECOND;
  for (GstClockTime time = 0; time < until; time += BothSides::kFrame) {
    const bool lit = time >= second && time % second < length;
    both.show(time, time + BothSides::kFrame, lit ? 230 : 40);
    for (GstClockTime at = time; at < time + BothSides::kFrame; at += BothSides::kPiece) {
      const bool loud = at >= second + late && (at - late) % second < length;
      both.play(at, at + BothSides::kPiece, loud ? 20000 : 0);
    }
  }
}

std::vector<Event> offsets(BothSides& both) { return of_phase(both.bus().events(), Phase::begin); }

TEST(VqaAvSync, SeesAndHearsMarkers) {
  BothSides both;
  markers(both, 12 * GST_SECOND, 200 * GST_MSECOND);
  const auto found = offsets(both);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, "offset");
  EXPECT_NEAR(found[0].value, 200, 0.1);
  EXPECT_EQ(found[0].severity, Severity::critical);
  EXPECT_EQ(detail(found[0], "words"), "sound late by 200 ms");
}

TEST(VqaAvSync, HasProfiles) {
  for (const auto& [profile, limit] : {std::pair{"bt1359", 125.0}, {"ebu", 60.0}, {"atsc", 45.0}}) {
    BothSides both([profile = profile](GstElement* element) {
      gst_util_set_object_arg(G_OBJECT(element), "profile", profile);
    });
    markers(both, 12 * GST_SECOND, 140 * GST_MSECOND);
    const auto found = offsets(both);
    ASSERT_EQ(found.size(), 1U) << profile;
    EXPECT_EQ(found[0].threshold, limit);
  }
}

TEST(VqaAvSync, ChangesItsLimitsWhilePlaying) {
  BothSides both;
  markers(both, 10 * GST_SECOND, 100 * GST_MSECOND);
  EXPECT_TRUE(offsets(both).empty());
  gst_util_set_object_arg(G_OBJECT(both.element()), "profile", "ebu");
  both.run(10 * GST_SECOND, 10 * GST_SECOND + GST_SECOND / 2);
  EXPECT_EQ(offsets(both).size(), 1U);
}

TEST(VqaAvSync, LooksPastItsMask) {
  BothSides both(
      [](GstElement* element) { g_object_set(element, "mask", "0,0,100%,100%", nullptr); });
  markers(both, 12 * GST_SECOND, 200 * GST_MSECOND);
  EXPECT_TRUE(offsets(both).empty());
}

TEST(VqaAvSync, HonoursWhatTheStreamAnnounces) {
  BothSides both;
  both.run(0, 2 * GST_SECOND);
  both.sound().push_event(gst_event_new_gap(2 * GST_SECOND, 100 * GST_MSECOND));
  both.play(2100 * GST_MSECOND, 2500 * GST_MSECOND);
  const auto found = offsets(both);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::info);
  EXPECT_EQ(detail(found[0], "announced"), "true");
}

/// A programme without a rhythm, with its sound by `late` behind.
void lively(BothSides& both, GstClockTime until, GstClockTime late) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> luma(40, 200), noise(-1, 1);
  int shade = 0, loudness = 0;
  for (GstClockTime time = 0; time < until; time += BothSides::kFrame) {
    if (time % (5 * BothSides::kFrame) == 0) shade = luma(random);
    both.show(time, time + BothSides::kFrame, static_cast<std::uint8_t>(shade));
    for (GstClockTime at = time; at < time + BothSides::kFrame; at += BothSides::kPiece) {
      if (at % (3 * BothSides::kPiece) == 0) loudness = luma(random) * luma(random) / 4;
      Sounds sounds(320);
      for (auto& sample : sounds) sample = static_cast<std::int16_t>(loudness * noise(random));
      gst::Buffer buffer = audio_buffer({}, sounds);
      GST_BUFFER_PTS(buffer.get()) = at + late;
      GST_BUFFER_DURATION(buffer.get()) = BothSides::kPiece;
      both.sound().push(std::move(buffer));
    }
  }
}

TEST(VqaAvSync, ComparesWithARecordOfAnotherTap) {
  const TempDir dir;
  const std::string file = dir.path("tap.ref");
  {
    BothSides first([&](GstElement* element) {
      g_object_set(element, "record-reference", file.c_str(), nullptr);
    });
    lively(first, 12 * GST_SECOND, 0);
    first.end();
    EXPECT_EQ(to_text(first.bus().events()), "");
  }
  EXPECT_LT(read_file(file).size(), 12 * 2000U);
  BothSides second(
      [&](GstElement* element) { g_object_set(element, "reference", file.c_str(), nullptr); });
  lively(second, 12 * GST_SECOND, 200 * GST_MSECOND);
  const auto found = offsets(second);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].value, 200, 1);
  EXPECT_EQ(detail(found[0], "source"), "reference");
  EXPECT_LE(found[0].running_time, 10s);
}

TEST(VqaAvSync, SaysWhatIsWrongWithItsFiles) {
  const TempDir dir;
  for (const auto& [property, path, word] :
       {std::tuple{"reference", dir.path("missing"), "record-reference"},
        {"record-reference", dir.path("no/such/folder"), "folder"}}) {
    GstElement* made = gst_element_factory_make("vqaavsync", nullptr);
    const gst::Element element(static_cast<GstElement*>(gst_object_ref_sink(made)));
    BusLog bus;
    gst_element_set_bus(made, bus.bus());
    g_object_set(made, property, path.c_str(), nullptr);
    EXPECT_EQ(gst_element_set_state(made, GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
    const auto errors = bus.texts(GST_MESSAGE_ERROR);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_NE(errors[0].find(path), std::string::npos) << errors[0];
    EXPECT_NE(errors[0].find(word), std::string::npos) << errors[0];
    gst_element_set_state(made, GST_STATE_NULL);
    gst_element_set_bus(made, nullptr);
  }
}

std::string reason_of(const Event& sample) { return detail(sample, "reason"); }

TEST(VqaAvSync, LooksForFacesUnlessTold) {
  for (const gboolean speech : {gboolean{TRUE}, gboolean{FALSE}}) {
    BothSides both([speech](GstElement* element) {
      g_object_set(element, "speech", speech, "sample-interval", GST_SECOND, nullptr);
    });
    both.run(0, 3 * GST_SECOND);
    const auto samples = of_phase(both.bus().events(), Phase::sample);
    ASSERT_GE(samples.size(), 2U);
    const std::string reason = reason_of(samples.back());
    if (speech != FALSE)
      EXPECT_TRUE(reason == "no face" || reason.find("OpenCV") != std::string::npos) << reason;
    else
      EXPECT_EQ(reason, "nothing to go by");
  }
}

/// Somebody who speaks, where there is such a clip; else colour bars, which do not.
TEST(VqaAvSync, SeesWhetherLipsGoWithTheSound) {
  const std::filesystem::path clip = std::filesystem::path(g_getenv("VQA_SOURCE_DIR")) / ".." /
                                     "shared" / "media" / "train" / "face-obama-dub-720p.mp4";
  const bool speaks = std::filesystem::exists(clip);
  const std::string source =
      speaks ? "filesrc location=" + clip.string() +
                   " ! decodebin name=d d. ! queue ! videoconvert ! s.vsink d. ! queue ! "
                   "audioconvert ! s.asink "
             : "videotestsrc num-buffers=250 pattern=smpte ! video/x-raw,framerate=25/1 ! queue ! "
               "s.vsink audiotestsrc wave=ticks num-buffers=430 ! queue ! s.asink ";
  Pipeline pipeline("vqaavsync name=s sample-interval=1000000000 " + source +
                    "s.vsrc ! fakesink async=false s.asrc ! fakesink async=false");
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  const auto events = pipeline.bus().events();
  const auto samples = of_phase(events, Phase::sample);
  EXPECT_EQ(events.size(), samples.size());  // nothing is wrong with either
  const auto known = std::count_if(samples.begin(), samples.end(),
                                   [](const Event& event) { return event.confidence > 0; });
  if (!speaks || reason_of(samples.front()).find("OpenCV") != std::string::npos) {
    EXPECT_EQ(known, 0);
    return;
  }
  EXPECT_GE(known, 1);
  for (const Event& sample : samples) {
    if (sample.confidence == 0) continue;
    EXPECT_EQ(detail(sample, "source"), "speech");
    EXPECT_NEAR(sample.value, 0, 130);
  }
}

TEST(VqaAvSync, WorksInALaunchLine) {
  Pipeline pipeline(
      "vqaavsync name=s sample-interval=200000000 "
      "videotestsrc num-buffers=50 ! video/x-raw,width=64,height=48,framerate=25/1 ! queue ! "
      "s.vsink "
      "audiotestsrc num-buffers=100 samplesperbuffer=960 ! audio/x-raw,rate=48000 ! queue ! "
      "s.asink "
      "s.vsrc ! fakesink async=false s.asrc ! fakesink async=false");
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  EXPECT_GE(of_phase(pipeline.bus().events(), Phase::sample).size(), 9U);
}

}  // namespace vqaavsync_test
}  // namespace vqa::test
