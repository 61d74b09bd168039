// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "glue/sound_context.h"
#include "support/harness.h"

namespace vqa::test {
namespace glue_sound_context_test {

void play_tone(Harness& harness, int tenths) {
  constexpr int kRate = 8000, kFrames = kRate / 10;
  gst_harness_set_src_caps_str(*harness,
                               "audio/x-raw,format=F32LE,rate=8000,channels=1,layout=interleaved");
  for (int i = 0; i < tenths; ++i) {
    std::vector<float> tone;
    for (int k = 0; k < kFrames; ++k) tone.push_back(0.2F * std::sin(0.3F * static_cast<float>(k)));
    gst::Buffer buffer(gst_buffer_new_allocate(nullptr, tone.size() * sizeof(float), nullptr));
    gst_buffer_fill(buffer.get(), 0, tone.data(), tone.size() * sizeof(float));
    GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(i) * 100 * GST_MSECOND;
    harness.push(std::move(buffer));
  }
}

// The picture moves for two seconds, and then no more.
std::string sound_of_a_freeze(GstContext* context, int tenths) {
  const auto belong_together = [context](GstElement* element) {
    if (context != nullptr) gst_element_set_context(element, context);
  };
  Harness sound("vqaaudio", belong_together), picture("vqafreeze", belong_together);
  play_tone(sound, tenths);
  const VideoSpec spec{};
  const auto pictures = freeze_pictures(spec);
  picture.set_caps(spec);
  picture.play(spec, {pictures.begin(), pictures.begin() + 24});
  picture.play(spec, pictures, 960 * GST_MSECOND);
  const auto begun = of_phase(picture.bus().events(), Phase::begin);
  EXPECT_EQ(begun.size(), 1U) << to_text(picture.bus().events());
  return begun.empty() ? "none" : detail(begun[0], "sound");
}

TEST(SoundContext, TakesWhatIsHeardToWhoSees) {
  const gst::Context context = gst::new_sound_context();
  EXPECT_EQ(sound_of_a_freeze(context.get(), 50), "goes on");
  EXPECT_EQ(sound_of_a_freeze(gst::new_sound_context().get(), 22), "") << "not that far yet";
  EXPECT_EQ(sound_of_a_freeze(nullptr, 50), "") << "nobody said that they belong together";
}

TEST(SoundContext, IsNoOther) {
  const gst::Context other(gst_context_new("other", TRUE));
  EXPECT_EQ(gst::sound_log_of(other.get()), nullptr);
  const gst::Context empty(gst_context_new(gst::kSoundContext, TRUE));
  EXPECT_EQ(gst::sound_log_of(empty.get()), nullptr);
  EXPECT_EQ(gst::sound_log_of(nullptr), nullptr);
}

}  // namespace glue_sound_context_test
}  // namespace vqa::test
