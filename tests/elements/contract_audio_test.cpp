// SPDX-License-Identifier: LGPL-2.1-or-later
#include "elements/contract_audio.h"

namespace vqa::test {
namespace contract_audio_test {

// --- The stream ---------------------------------------------------------------------------------

TEST_P(AudioContract, PassesTheSameBuffers) {
  const Sounds piece(sound_material().begin(), sound_material().begin() + 700);
  for (const bool planar : {false, true}) {
    for (const bool shared : {false, true}) {
      for (const auto flag : {GstBufferFlags(0), GST_BUFFER_FLAG_GAP, GST_BUFFER_FLAG_DISCONT,
                              GST_BUFFER_FLAG_CORRUPTED, GST_BUFFER_FLAG_DROPPABLE}) {
        const AudioSpec spec{.planar = planar};
        Harness harness(GetParam());
        set_audio_caps(harness, spec);
        for (guint i = 0; i < 4; ++i) {
          gst::Buffer buffer = audio_buffer(spec, piece);
          GST_BUFFER_PTS(buffer.get()) = i * time_of(700, spec);
          if (i > 0) GST_BUFFER_FLAG_SET(buffer.get(), flag);
          expect_same_out(harness, std::move(buffer), shared);
        }
      }
    }
  }
}

TEST_P(AudioContract, PassesBufferLists) {
  Harness harness(GetParam());
  set_audio_caps(harness, {});
  GstBufferList* list = gst_buffer_list_new();
  std::vector<GstBuffer*> in;
  for (guint i = 0; i < 5; ++i) {
    gst::Buffer buffer = audio_buffer({}, broken_sound());
    in.push_back(buffer.get());
    gst_buffer_list_add(list, buffer.release());
  }
  ASSERT_EQ(gst_pad_push_list((*harness)->srcpad, list), GST_FLOW_OK);
  for (GstBuffer* buffer : in) EXPECT_EQ(harness.try_pull().get(), buffer);
}

TEST_P(AudioContract, DropsNothingWhenToldThatItIsLate) {
  Harness harness(GetParam());
  set_audio_caps(harness, {});
  for (guint i = 0; i < 10; ++i) {
    gst_harness_push_upstream_event(
        *harness, gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 0.01, 10 * GST_SECOND, i * GST_SECOND));
    play_sounds(harness, {}, Sounds(160), i * 10 * GST_MSECOND);
  }
}

TEST_P(AudioContract, PassesWhatIsEmptyOrNoWholeFrame) {
  Harness harness(GetParam(), sample_often);
  set_audio_caps(harness, {.format = GST_AUDIO_FORMAT_S24LE, .channels = 3});
  for (const gsize size : {0, 1, 8, 10}) {
    gst::Buffer buffer(gst_buffer_new_allocate(nullptr, size, nullptr));
    gst_buffer_memset(buffer.get(), 0, 0, size);
    GstBuffer* const address = buffer.get();
    EXPECT_EQ(harness.push(std::move(buffer)), GST_FLOW_OK);
    EXPECT_EQ(harness.try_pull().get(), address);
  }
  EXPECT_EQ(harness.bus().texts(GST_MESSAGE_ERROR), std::vector<std::string>{});
}

TEST_P(AudioContract, KeepsNoBuffer) {
  int alive = 0;
  const auto gone = [](gpointer count, GstMiniObject*) { --*static_cast<int*>(count); };
  Harness harness(GetParam());
  set_audio_caps(harness, {});
  for (guint i = 0; i < 50; ++i) {
    gst::Buffer buffer = audio_buffer({}, Sounds(160));
    GST_BUFFER_PTS(buffer.get()) = i * 10 * GST_MSECOND;
    gst_mini_object_weak_ref(GST_MINI_OBJECT(buffer.get()), gone, &alive);
    ++alive;
    harness.push(std::move(buffer));
    harness.try_pull();
    ASSERT_EQ(alive, 0);
  }
}

// --- The sound ----------------------------------------------------------------------------------

TEST_P(AudioContract, FindsTheSameHoweverItIsCut) {
  const std::string expected = log_of({.setup = sample_often});
  ASSERT_NE(expected, "");
  for (const std::size_t piece : {1000U, 147U, 37U, 16000U, 1000000U}) {
    EXPECT_EQ(log_of({.piece = piece, .setup = sample_often}), expected) << piece;
  }
}

TEST_P(AudioContract, FindsTheSameInEveryFormat) {
  const std::string expected = log_of({.setup = sample_often});
  for (const char* name : {"S16", "S24", "S24_32", "S32", "F32", "F64"}) {
    for (const char* order : {"LE", "BE"}) {
      for (const bool planar : {false, true}) {
        const auto format = gst_audio_format_from_string((std::string(name) + order).c_str());
        ASSERT_NE(format, GST_AUDIO_FORMAT_UNKNOWN);
        EXPECT_EQ(log_of({.spec = {.format = format, .planar = planar}, .setup = sample_often}),
                  expected)
            << name << order << (planar ? " planar" : "");
      }
    }
  }
}

TEST_P(AudioContract, TakesAnyRateAndNumberOfChannels) {
  for (const int rate : {1, 99, 8000, 11025, 44100, 96000, 384000}) {
    for (const int channels : {1, 2, 6, 64}) {
      if (rate > 50000 && channels > 2) continue;
      const AudioSpec spec{.rate = rate, .channels = channels};
      const Sounds sounds = silence_sounds({.before = 0.3, .silent = 1, .after = 0.2}, rate);
      Harness harness(GetParam(), [](GstElement* element) {
        g_object_set(element, "sample-interval", guint64{GST_SECOND / 5}, nullptr);
      });
      set_audio_caps(harness, spec);
      play_sounds(harness, spec, sounds, 0, static_cast<std::size_t>(rate) / 50 + 1);
      harness.push_event(gst_event_new_eos());
      expect_paired(harness.bus().events());
      EXPECT_EQ(harness.bus().texts(GST_MESSAGE_WARNING), std::vector<std::string>{});
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Elements, AudioContract, testing::ValuesIn(our_audio_elements()),
                         [](const auto& info) { return info.param; });

TEST(AudioContractMaterial, HoldsOneSilence) {
  ASSERT_FALSE(our_audio_elements().empty());
  Harness harness("vqaaudio");
  set_audio_caps(harness, {});
  play_sounds(harness, {}, sound_material());
  harness.push_event(gst_event_new_eos());
  const auto events = harness.bus().events();
  ASSERT_EQ(events.size(), 2U) << to_text(events);
  EXPECT_EQ(events[0].start, 1s);
  EXPECT_EQ(events[0].running_time, 3s);
  EXPECT_EQ(detail(events[1], "reason"), "cleared");
}

}  // namespace contract_audio_test
}  // namespace vqa::test
