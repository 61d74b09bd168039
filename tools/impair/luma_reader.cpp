// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/luma_reader.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

#include <cstring>

#include "impair/reading.h"

namespace vqa::impair {
namespace {

std::string decoder(const std::string& codec) {
  if (codec == "mpeg2") return "mpegvideoparse ! avdec_mpeg2video max-threads=1";
  return codec + "parse ! avdec_" + codec + " max-threads=1";
}

Problem copy(GstSample* sample, Luma& luma) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  GstVideoInfo info;
  GstVideoFrame frame;
  if (gst_video_info_from_caps(&info, gst_sample_get_caps(sample)) == FALSE ||
      gst_video_frame_map(&frame, &info, buffer, GST_MAP_READ) == FALSE) {
    return std::string("a picture of it cannot be read");
  }
  luma.time = static_cast<std::int64_t>(gst_segment_to_running_time(
      gst_sample_get_segment(sample), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer)));
  luma.width = info.width;
  luma.height = info.height;
  const auto width = static_cast<std::size_t>(info.width);
  luma.pixels.resize(width * static_cast<std::size_t>(info.height));
  const auto* from = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
  std::uint8_t* to = luma.pixels.data();
  for (int row = 0; row < info.height; ++row, to += width) {
    std::memcpy(to, from, width);
    from += GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
  }
  gst_video_frame_unmap(&frame);
  return std::nullopt;
}

}  // namespace

LumaReader::~LumaReader() {
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

Problem LumaReader::trouble() {
  const gst::Bus bus(gst_element_get_bus(pipeline_.get()));
  const gst::Message message(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
  if (!message) return std::nullopt;
  GError* failure = nullptr;
  gst_message_parse_error(message.get(), &failure, nullptr);
  const gst::Error error(failure);
  return std::string(error->message);
}

Problem LumaReader::open(const std::string& path, const std::string& codec) {
  GError* failure = nullptr;
  pipeline_.reset(gst_parse_launch(("filesrc name=file ! tsdemux ! " + decoder(codec) +
                                    " ! videoconvert ! video/x-raw,format=I420 ! "
                                    "appsink name=pictures sync=false max-buffers=4")
                                       .c_str(),
                                   &failure));
  const gst::Error error(failure);
  if (error || !pipeline_) return std::string(error ? error->message : "no pipeline");
  const gst::Element file(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "file"));
  g_object_set(file.get(), "location", path.c_str(), nullptr);
  pictures_.reset(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "pictures"));
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  return trouble();
}

Problem LumaReader::next(Luma& luma, bool& end) {
  for (GstClockTime waited = 0; waited < kPatience; waited += kGlance) {
    const Sample sample(gst_app_sink_try_pull_sample(GST_APP_SINK(pictures_.get()), kGlance));
    if (sample) return copy(sample.get(), luma);
    if (auto problem = trouble()) return problem;
    end = gst_app_sink_is_eos(GST_APP_SINK(pictures_.get())) != FALSE;
    if (end) return std::nullopt;
  }
  return "it gave no picture for " + std::to_string(kPatience / GST_SECOND) + " s";
}

}  // namespace vqa::impair
