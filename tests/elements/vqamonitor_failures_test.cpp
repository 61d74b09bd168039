// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "elements/vqamonitor_fixture.h"

namespace vqa::test {
namespace vqamonitor_failures_test {

TEST_F(VqaMonitor, SaysWhichFileIsMissing) {
  const std::string gone = dir_.path("gone.ts");
  for (const auto& uri : {gone, "file://" + gone}) {
    const std::string error = failure_of(uri);
    EXPECT_TRUE(has(error, gone)) << error;
    EXPECT_TRUE(has(error, "Check the path") || has(error, "Write file://")) << error;
  }
}

TEST_F(VqaMonitor, SaysWhatIsNoMedia) {
  const std::string folder = dir_.path("folder");
  std::filesystem::create_directory(folder);
  for (const auto& path : {folder, clip("garbage.clip"), clip("empty.clip")}) {
    const std::string error = failure_of(path);
    EXPECT_TRUE(has(error, path)) << error;
    EXPECT_TRUE(has(error, "Check ")) << "no remedy: " << error;
  }
}

TEST_F(VqaMonitor, SaysWhatNothingReads) {
  const std::string error = failure_of("pigeon://home/1");
  EXPECT_TRUE(has(error, "pigeon://home/1")) << error;
  EXPECT_TRUE(has(error, "Check its spelling")) << error;
}

TEST_F(VqaMonitor, SaysThatItHasNoStream) {
  const std::string error = failure_of("");
  EXPECT_TRUE(has(error, "set uri=")) << error;
}

TEST_F(VqaMonitor, SaysWhichDetectorItDoesNotKnow) {
  const std::string error = failure_of(clip("both.clip"), "detectors=freeze,mood");
  EXPECT_TRUE(has(error, "\"mood\"")) << error;
  EXPECT_TRUE(has(error, "are audio, avsync, black, blockiness, freeze, transport")) << error;
}

TEST_F(VqaMonitor, SaysWhichTargetItDoesNotKnow) {
  Pipeline pipeline("vqamonitor uri=\"" + clip("both.clip") + "\" targets=pigeon:home");
  const std::string error = failure_of(pipeline);
  EXPECT_TRUE(has(error, "pigeon:")) << error;
  EXPECT_TRUE(has(error, "stdout:")) << error;
  EXPECT_FALSE(has(error, "Cannot monitor")) << "not the stream's fault: " << error;
}

TEST_F(VqaMonitor, TakesSecretsOfAnAddressFromTheEnvironment) {
  ::unsetenv("VQA_TEST_DOOR");
  EXPECT_TRUE(has(failure_of("srt://home:1?passphrase={VQA_TEST_DOOR}"), "set VQA_TEST_DOOR"));
  ::setenv("VQA_TEST_DOOR", "hunter2", 1);
  const std::string error = failure_of("pigeon://user:{VQA_TEST_DOOR}@home/1");
  EXPECT_TRUE(has(error, "pigeon://***@home/1")) << error;
  ::setenv("VQA_TEST_DOOR", clip("silent.clip").c_str(), 1);
  Pipeline pipeline(monitor("{VQA_TEST_DOOR}"));
  EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  ::unsetenv("VQA_TEST_DOOR");
  // A file may be called as it likes.
  const std::string odd = dir_.path("{odd}.clip");
  std::filesystem::copy(clip("silent.clip"), odd);
  Pipeline another(monitor(odd));
  EXPECT_EQ(another.run(), GST_MESSAGE_EOS);
}

// gst-launch-1.0 only listens once it waits: what failed before that would be waited for for ever.
TEST_F(VqaMonitor, LeavesNobodyWaitingForADecoderThatFailed) {
  for (const char* name : {"empty.clip", "both.clip"}) {
    Pipeline pipeline(monitor(clip(name)));
    EXPECT_NE(gst_element_set_state(*pipeline, GST_STATE_PAUSED), GST_STATE_CHANGE_ASYNC) << name;
  }
}

TEST_F(VqaMonitor, CanBePutRightAfterAFailure) {
  Pipeline pipeline(monitor(dir_.path("gone.ts")));
  failure_of(pipeline);
  EXPECT_EQ(of_phase(run_again(pipeline, clip("silent.clip")), Phase::begin).size(), 1U);
}

TEST_F(VqaMonitor, GivesALiveStreamUpAfterSoManyTries) {
  Pipeline pipeline(monitor("http://127.0.0.1:1/a.m3u8", "reconnect-tries=1"));
  const std::string error = failure_of(pipeline);
  EXPECT_TRUE(has(error, "the host is there and refuses")) << error;
  const auto warnings = pipeline.bus().texts(GST_MESSAGE_WARNING);
  ASSERT_EQ(warnings.size(), 1U) << testing::PrintToString(warnings);
  EXPECT_TRUE(has(warnings[0], "It is tried again")) << warnings[0];
  const auto told = objects();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0]["type"], "vqa.stream.lost");
  EXPECT_EQ(told[0]["data"]["details"]["cause"], "refused");
  EXPECT_EQ(told[1]["data"]["phase"], "end");
}

TEST_F(VqaMonitor, SaysWhichVariantItDoesNotKnow) {
  const std::string error = failure_of(clip("both.clip"), "variant=best");
  EXPECT_TRUE(has(error, "variant=best: write highest, lowest")) << error;
}

// Everything that a message holds, in text.
std::string all_of(GstMessage* message) {
  std::string text;
  if (const GstStructure* structure = gst_message_get_structure(message)) {
    text = gst::Chars(gst_structure_to_string(structure)).get();
  }
  constexpr auto kSpoken =
      GstMessageType(GST_MESSAGE_ERROR | GST_MESSAGE_WARNING | GST_MESSAGE_INFO);
  if (is_of(message, kSpoken)) {
    const auto [said, debug] = parse(message);
    text += said + debug;
  }
  return text;
}

TEST_F(VqaMonitor, TellsNobodyThePassword) {
  for (const char* uri :
       {"http://user:hunter2@127.0.0.1:1/a.ts", "rtsp://user:hunter2@127.0.0.1:1/a",
        "pigeon://user:hunter2@home/1", "file://user:hunter2@host/gone.ts"}) {
    Pipeline pipeline(monitor(uri, "reconnect-tries=1"));
    const std::string error = failure_of(pipeline);
    EXPECT_TRUE(has(error, "Cannot monitor")) << error;
    for (const auto& message : pipeline.bus().messages()) {
      EXPECT_FALSE(has(all_of(message.get()), "hunter2"))
          << uri << ": " << GST_MESSAGE_TYPE_NAME(message.get()) << " " << all_of(message.get());
    }
  }
}

}  // namespace vqamonitor_failures_test
}  // namespace vqa::test
