// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/harness.h"

namespace vqa::test {
namespace vqaaudio_test {

std::vector<Event> listen(const std::string& source, const std::string& properties = "") {
  Pipeline pipeline(source + " ! vqaaudio " + properties + " ! fakesink");
  EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  return pipeline.bus().events();
}

std::string kinds(const std::vector<Event>& events) {
  std::string found;
  for (const Event& event : of_phase(events, Phase::begin))
    found += (found.empty() ? "" : " ") + event.kind;
  return found;
}

constexpr char kCaps[] = " ! audio/x-raw,rate=16000,channels=2";

std::string tone(const std::string& properties, int seconds = 6) {
  return "audiotestsrc samplesperbuffer=1600 num-buffers=" + std::to_string(seconds * 10) + " " +
         properties + kCaps;
}

TEST(VqaAudio, HasNothingToSayOfTestSounds) {
  for (const char* wave : {"sine", "pink-noise", "white-noise", "triangle"})
    EXPECT_EQ(kinds(listen(tone(std::string("wave=") + wave))), "") << wave;
}

TEST(VqaAudio, HasDurationsAndLevelsOfSilence) {
  const std::string silence = tone("wave=silence");
  const auto events = listen(silence);
  ASSERT_EQ(events.size(), 3U) << to_text(events);
  EXPECT_EQ(events[0].running_time, 2s);
  EXPECT_EQ(events[1].running_time, 5s);
  EXPECT_EQ(listen(silence, "min-duration=1000000000").at(0).running_time, 1s);
  EXPECT_EQ(listen(silence, "critical-duration=3000000000").at(1).running_time, 3s);
  EXPECT_EQ(kinds(listen(silence, "silence=false")), "");
  const std::string soft = tone("wave=sine volume=0.002");  // -57 dBFS
  EXPECT_EQ(kinds(listen(soft)), "");
  EXPECT_EQ(kinds(listen(soft, "silence-level=-50")), "silence");
}

// A second of silence, then a tone of the given loudness.
std::vector<Event> silence_then(double volume, const std::string& properties) {
  Pipeline pipeline("concat name=c ! vqaaudio min-duration=500000000 " + properties +
                    " ! fakesink " + tone("wave=silence", 1) + " ! c. " +
                    tone("volume=" + std::to_string(volume), 2) + " ! c.");
  EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  return pipeline.bus().events();
}

TEST(VqaAudio, EndsSilenceByLevelAndTime) {
  const auto end_of = [](const std::vector<Event>& events) {
    return events.empty() ? Time{} : events.back().running_time;
  };
  EXPECT_LE(end_of(silence_then(0.1, "clear-duration=0")), 1050ms);
  EXPECT_GE(end_of(silence_then(0.1, "clear-duration=1000000000")), 2s);
  EXPECT_EQ(end_of(silence_then(0.1, "silence-clear-level=-10")), 3s) << "never";
}

TEST(VqaAudio, KnowsLeftAndRight) {
  const std::string one_side =
      "audiotestsrc samplesperbuffer=1600 num-buffers=80 wave=pink-noise ! "
      "audio/x-raw,rate=16000,channels=2 ! audiopanorama panorama=1";
  const auto events = listen(one_side);
  ASSERT_EQ(kinds(events), "silence");
  EXPECT_EQ(detail(events[0], "channel"), "1");
  EXPECT_EQ(events[0].running_time, 5s);
  EXPECT_EQ(listen(one_side, "channel-duration=3000000000").at(0).running_time, 3s);
}

TEST(VqaAudio, SamplesLoudness) {
  const auto events = listen(tone("volume=0.1"), "sample-interval=5000000000");
  ASSERT_FALSE(events.empty());
  const Event& last = events.back();
  EXPECT_EQ(last.kind, "loudness");
  EXPECT_NEAR(last.value, -20, 0.8) << "a sine of 440 Hz, -20 dBFS, in both channels";
  for (const char* name : {"momentary", "short-term", "integrated", "range", "true-peak"})
    EXPECT_NE(detail(last, name), "") << name;
}

}  // namespace vqaaudio_test
}  // namespace vqa::test
