// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The picture of the frame that raised an incident.
#include <filesystem>

#include "elements/vqanotify_fixture.h"

namespace vqa::test {
namespace vqanotify_evidence_test {

class VqaNotifyEvidence : public VqaNotify {
 protected:
  void SetUp() override {
    g_object_set(element_.get(), "state-dir", dir_.path("state").c_str(), nullptr);
  }
  std::string evidence(const std::string& name) const {
    return dir_.path("state/evidence/" + name);
  }
  // Width, height and the mean of each colour in its middle, as another program reads it.
  static std::string shown(const std::string& path) {
    Pipeline pipeline("filesrc location=\"" + path +
                      "\" ! jpegdec ! videoconvert ! video/x-raw,format=RGB ! "
                      "fakesink name=sink enable-last-sample=true");
    EXPECT_EQ(pipeline.run(), GST_MESSAGE_EOS);
    GstSample* sample = nullptr;
    const gst::Element sink = pipeline.child("sink");
    g_object_get(sink.get(), "last-sample", &sample, nullptr);
    if (sample == nullptr) return "nothing";
    GstVideoInfo info;
    gst_video_info_from_caps(&info, gst_sample_get_caps(sample));
    GstVideoFrame frame;
    gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ);
    const auto* row = static_cast<const guint8*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)) +
                      GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0) * (info.height / 2);
    const guint8* middle = row + 3 * (info.width / 2);
    const auto about = [](int value) { return std::to_string((value + 8) / 16); };
    const std::string text = std::to_string(info.width) + "x" + std::to_string(info.height) + " " +
                             about(middle[0]) + "," + about(middle[1]) + "," + about(middle[2]);
    gst_video_frame_unmap(&frame);
    gst_sample_unref(sample);
    return text;
  }
  static GstBuffer* frame(const VideoSpec& spec, std::uint8_t luma) {
    return video_buffer(spec, draw(spec.width, spec.height, [luma](int, int) { return luma; }))
        .release();
  }
};

TEST_F(VqaNotifyEvidence, ShowsTheFrameBehindTheEvent) {
  g_object_set(element_.get(), "evidence-width", 48U, nullptr);
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  const VideoSpec spec;
  Feeder feeder(sink.get());
  feeder.start();
  feeder.send(gst_event_new_caps(video_caps(spec).get()));
  feeder.push(frame(spec, 16));
  Event first = incident(Phase::begin, 1, 3s);
  feeder.send(first);
  feeder.send(incident(Phase::begin, 2, 3s));  // at the same frame
  feeder.push(frame(spec, 235));
  feeder.push(frame(spec, 16));
  feeder.send(incident(Phase::end, 1, 4s));
  feeder.send(incident(Phase::end, 2, 4s));
  stop();
  const auto told = objects();
  std::vector<std::string> names;
  for (const auto& object : told) {
    if (object["type"] == "vqa.incident.begin") names.push_back(object["data"]["evidence"]);
    if (object["type"] == "vqa.incident.end") {
      EXPECT_TRUE(object["data"]["evidence"].is_null());
    }
  }
  ASSERT_EQ(names.size(), 2U);
  EXPECT_TRUE(names[0].starts_with("unnamed/")) << names[0];
  for (const auto& name : names) EXPECT_EQ(shown(evidence(name)), "48x40 16,16,16");
}

TEST_F(VqaNotifyEvidence, OutlinesTheDamage) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  const VideoSpec spec;
  Feeder feeder(sink.get());
  feeder.start();
  feeder.send(gst_event_new_caps(video_caps(spec).get()));
  Event event = incident(Phase::begin, 1, 3s);
  event.details = {{"box", std::string("50,8,16,48")}};  // its left edge is in the middle
  feeder.send(event);
  feeder.push(frame(spec, 16));
  stop();
  const auto told = objects();
  ASSERT_FALSE(told.empty());
  const std::string seen = shown(evidence(told[0]["data"]["evidence"]));
  EXPECT_TRUE(seen.starts_with("96x80 ")) << seen << ": never larger than the frame";
  EXPECT_GT(std::stoi(seen.substr(6)), 10) << seen << ": red";
}

TEST_F(VqaNotifyEvidence, TakesWhatEveryVideoElementTakes) {
  for (const GstVideoFormat format :
       {GST_VIDEO_FORMAT_I420_10LE, GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_P010_10LE,
        GST_VIDEO_FORMAT_v210, GST_VIDEO_FORMAT_UYVY}) {
    const gst::Pad sink = pad("sink_0");
    ASSERT_TRUE(start());
    const VideoSpec spec{.format = format, .padding = 16, .interlace_mode = "interleaved"};
    Feeder feeder(sink.get());
    feeder.start();
    feeder.send(gst_event_new_caps(video_caps(spec).get()));
    feeder.send(incident(Phase::begin, 1, 3s));
    feeder.push(frame(spec, 235));
    stop();
    gst_element_release_request_pad(element_.get(), sink.get());
    const auto told = objects();
    ASSERT_FALSE(told.empty());
    const std::string name = told[told.size() - 2]["data"]["evidence"];
    EXPECT_EQ(shown(evidence(name)), "96x80 16,16,16") << gst_video_format_to_string(format);
  }
}

TEST_F(VqaNotifyEvidence, PromisesNoneWhereThereIsNoPicture) {
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get(), "video/x-h264");
  feeder.start();
  feeder.send(incident(Phase::begin, 1, 3s));
  feeder.push(gst_buffer_new());
  feeder.send(gst_event_new_caps(video_caps({}).get()));
  feeder.send(gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
                                   gst::to_structure(incident(Phase::begin, 2, 3s)).release()));
  feeder.push(frame({}, 16));  // not the one that raised it
  stop();
  for (const auto& object : objects()) EXPECT_TRUE(object["data"]["evidence"].is_null()) << object;
  EXPECT_FALSE(std::filesystem::exists(evidence("")));
}

TEST_F(VqaNotifyEvidence, CanBeSwitchedOff) {
  g_object_set(element_.get(), "evidence-limit", guint64{0}, nullptr);
  const gst::Pad sink = pad("sink_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  feeder.start();
  feeder.send(gst_event_new_caps(video_caps({}).get()));
  feeder.send(incident(Phase::begin, 1, 3s));
  feeder.push(frame({}, 16));
  stop();
  EXPECT_TRUE(objects().at(0)["data"]["evidence"].is_null());
}

TEST_F(VqaNotifyEvidence, SaysWhenItCannotBeKeptAndTheStreamGoesOn) {
  std::filesystem::create_directories(dir_.path("state"));
  std::ofstream(dir_.path("state/evidence")) << "in the way";
  const gst::Pad sink = pad("sink_0"), src = pad("src_0");
  ASSERT_TRUE(start());
  Feeder feeder(sink.get());
  Catcher catcher(src.get());
  feeder.start();
  feeder.send(gst_event_new_caps(video_caps({}).get()));
  feeder.send(incident(Phase::begin, 1, 3s));
  EXPECT_EQ(feeder.push(frame({}, 16)), GST_FLOW_OK);
  ASSERT_NE(bus_.wait_for(GST_MESSAGE_WARNING), nullptr);
  EXPECT_NE(bus_.texts(GST_MESSAGE_WARNING)[0].find("evidence-limit=0"), std::string::npos);
  EXPECT_EQ(feeder.push(frame({}, 16)), GST_FLOW_OK);
  EXPECT_EQ(catcher.buffers.size(), 2U);
}

}  // namespace vqanotify_evidence_test
}  // namespace vqa::test
