// SPDX-License-Identifier: LGPL-2.1-or-later
#include "elements/contract_video.h"

#include <map>

namespace vqa::test {
namespace contract_video_test {

// --- The stream ---------------------------------------------------------------------------------

TEST_P(VideoContract, PassesTheSameBuffers) {
  expect_untouched(GstBufferFlags(0), false);
  expect_untouched(GstBufferFlags(0), true);
}

TEST_P(VideoContract, PassesFlaggedBuffers) {
  for (const bool shared : {false, true}) {
    for (const auto flag : {GST_BUFFER_FLAG_GAP, GST_BUFFER_FLAG_DISCONT, GST_BUFFER_FLAG_CORRUPTED,
                            GST_BUFFER_FLAG_DROPPABLE, GST_BUFFER_FLAG_RESYNC}) {
      expect_untouched(flag, shared);
    }
  }
}

struct Passed {
  std::vector<std::pair<GstBuffer*, std::string>> buffers;
  static GstPadProbeReturn note(GstPad*, GstPadProbeInfo* info, gpointer self) {
    GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    static_cast<Passed*>(self)->buffers.emplace_back(buffer, checksum(buffer));
    return GST_PAD_PROBE_OK;
  }
};

TEST_P(VideoContract, LeavesBothBranchesOfATeeAlone) {
  Pipeline pipeline(
      "videotestsrc num-buffers=40 pattern=ball ! video/x-raw,width=96,height=80 ! "
      "identity name=source ! tee name=t  t. ! queue ! " +
      GetParam() +
      " ! fakesink name=watched async=false  t. ! queue ! fakesink name=other "
      "async=false");
  Passed source, watched, other;
  const auto attach = [&](const char* name, Passed& into) {
    const gst::Element element = pipeline.child(name);
    const gst::Pad pad(gst_element_get_static_pad(element.get(), "sink"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, Passed::note, &into, nullptr);
  };
  attach("source", source);
  attach("watched", watched);
  attach("other", other);
  ASSERT_EQ(pipeline.run(), GST_MESSAGE_EOS);
  pipeline.stop();
  ASSERT_EQ(source.buffers.size(), 40U);
  EXPECT_EQ(watched.buffers, source.buffers);
  EXPECT_EQ(other.buffers, source.buffers);
}

TEST_P(VideoContract, DropsNothingWhenToldThatItIsLate) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  for (guint i = 0; i < 10; ++i) {
    gst_harness_push_upstream_event(
        *harness, gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 0.01, 10 * GST_SECOND, i * kFrame));
    gst::Buffer buffer = video_buffer(kSpec, material()[i]);
    GST_BUFFER_PTS(buffer.get()) = i * kFrame;
    ASSERT_EQ(harness.push(std::move(buffer)), GST_FLOW_OK);
    EXPECT_NE(harness.try_pull(), nullptr) << i;
  }
}

TEST_P(VideoContract, PassesBufferLists) {
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  GstBufferList* list = gst_buffer_list_new();
  std::vector<GstBuffer*> in;
  for (guint i = 0; i < 5; ++i) {
    gst::Buffer buffer = video_buffer(kSpec, material()[i]);
    GST_BUFFER_PTS(buffer.get()) = i * kFrame;
    in.push_back(buffer.get());
    gst_buffer_list_add(list, buffer.release());
  }
  ASSERT_EQ(gst_pad_push_list((*harness)->srcpad, list), GST_FLOW_OK);
  for (GstBuffer* buffer : in) EXPECT_EQ(harness.try_pull().get(), buffer);
}

TEST_P(VideoContract, KeepsNoBuffer) {
  int alive = 0;
  const auto gone = [](gpointer count, GstMiniObject*) { --*static_cast<int*>(count); };
  Harness harness(GetParam());
  harness.set_caps(kSpec);
  for (guint i = 0; i < 100; ++i) {
    gst::Buffer buffer = video_buffer(kSpec, broken_off()[i % broken_off().size()]);
    GST_BUFFER_PTS(buffer.get()) = i * kFrame;
    gst_mini_object_weak_ref(GST_MINI_OBJECT(buffer.get()), gone, &alive);
    ++alive;
    harness.push(std::move(buffer));
    harness.try_pull();
    // A detector may hold on to pictures that it compares with, but not to more and more.
    ASSERT_LE(alive, 2);
  }
  harness.close();
  EXPECT_EQ(alive, 0);
}

// --- The picture --------------------------------------------------------------------------------

std::vector<GstVideoFormat> formats_of(const std::string& element) {
  GstElementFactory* factory = gst_element_factory_find(element.c_str());
  std::vector<GstVideoFormat> formats;
  const auto* templates = gst_element_factory_get_static_pad_templates(factory);
  auto* pad = static_cast<GstStaticPadTemplate*>(templates->data);
  const gst::Caps caps(gst_static_caps_get(&pad->static_caps));
  const GValue* list = gst_structure_get_value(gst_caps_get_structure(caps.get(), 0), "format");
  for (guint i = 0; i < gst_value_list_get_size(list); ++i) {
    const GValue* name = gst_value_list_get_value(list, i);
    formats.push_back(gst_video_format_from_string(g_value_get_string(name)));
  }
  gst_object_unref(factory);
  return formats;
}

TEST_P(VideoContract, FindsTheSameInEveryFormat) {
  const auto formats = formats_of(GetParam());
  ASSERT_GE(formats.size(), 20U);
  VideoSpec grey;
  grey.format = GST_VIDEO_FORMAT_GRAY8;
  grey.fps_n = 10;
  const auto pictures = freeze_pictures(grey);
  const std::string expected = log_of({.spec = grey, .pictures = &pictures, .setup = sample_often});
  ASSERT_NE(expected, "");
  for (const GstVideoFormat format : formats) {
    for (const int padding : {0, 16}) {
      VideoSpec spec = grey;
      spec.format = format;
      spec.padding = padding;
      EXPECT_EQ(log_of({.spec = spec, .pictures = &pictures, .setup = sample_often}), expected)
          << gst_video_format_to_string(format) << " padded by " << padding;
    }
  }
}

// What is found, that is: who looks at one field measures a little less.
TEST_P(VideoContract, FindsTheSameInInterlacedVideo) {
  const std::string expected = log_of({});
  for (const char* mode : {"interleaved", "mixed"}) {
    VideoSpec spec;
    spec.interlace_mode = mode;
    EXPECT_EQ(log_of({.spec = spec}), expected) << mode;
  }
}

TEST_P(VideoContract, TakesEverySize) {
  static constexpr std::pair<int, int> kSizes[] = {{16, 16}, {17, 33}, {1, 1},  {2, 2},
                                                   {15, 1},  {1, 40},  {23, 8}, {1025, 3}};
  for (const auto& [width, height] : kSizes) {
    for (const auto format : {GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_YUY2, GST_VIDEO_FORMAT_v210,
                              GST_VIDEO_FORMAT_P010_10LE, GST_VIDEO_FORMAT_GRAY8}) {
      VideoSpec spec;
      spec.format = format;
      spec.width = width;
      spec.height = height;
      const auto pictures = freeze_pictures(spec, {.moving = 0.4, .held = 0.4, .after = 0.4});
      const auto events = events_of({.spec = spec, .pictures = &pictures, .setup = sample_often});
      EXPECT_FALSE(events.empty()) << width << 'x' << height;
      expect_paired(events);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Elements, VideoContract, testing::ValuesIn(our_video_elements()),
                         [](const auto& info) { return info.param; });

// All of the above would hold for a detector that never finds anything: this one does.
TEST(VideoContractMaterial, HoldsOneFreeze) {
  Harness harness("vqafreeze");
  harness.set_caps(kSpec);
  harness.play(kSpec, material());
  harness.push_event(gst_event_new_eos());
  const auto events = harness.bus().events();
  ASSERT_EQ(events.size(), 2U) << to_text(events);
  EXPECT_EQ(events[0].phase, Phase::begin);
  EXPECT_EQ(events[0].start, 960ms);
  EXPECT_EQ(events[1].phase, Phase::end);
  EXPECT_EQ(detail(events[1], "reason"), "cleared");

  Harness broken("vqafreeze");
  broken.set_caps(kSpec);
  broken.play(kSpec, broken_off());
  EXPECT_EQ(broken.bus().events().size(), 1U);
}

}  // namespace contract_video_test
}  // namespace vqa::test
