// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/clip_writer.h"

#include <gst/app/gstappsrc.h>

namespace vqa::impair {
namespace {

std::string encoder(const ClipFormat& format) {
  const std::string gop = std::to_string(format.gop);
  if (format.codec == "mpeg2") {
    // (avenc_mpeg2video of GStreamer 1.22 refuses every frame rate.)
    return "mpeg2enc format=3 bitrate=" + std::to_string(format.bitrate) + " min-gop-size=" + gop +
           " max-gop-size=" + gop + " ! mpegvideoparse";
  }
  return "x264enc speed-preset=veryfast bitrate=" + std::to_string(format.bitrate) +
         " key-int-max=" + gop + " ! h264parse";
}

}  // namespace

ClipWriter::~ClipWriter() {
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

std::string ClipWriter::description() const {
  const auto sound_buffers = static_cast<int>(format_.seconds * 48000 / 1024);
  return "mpegtsmux name=mux ! filesink name=file "
         "appsrc name=picture format=time block=true max-buffers=8 max-bytes=0 "
         "caps=video/x-raw,format=I420,width=" +
         std::to_string(format_.width) + ",height=" + std::to_string(format_.height) +
         ",framerate=" + std::to_string(format_.fps) + "/1,interlace-mode=progressive ! " +
         encoder(format_) +
         " ! queue ! mux. "
         "audiotestsrc volume=0.2 samplesperbuffer=1024 num-buffers=" +
         std::to_string(sound_buffers) +
         " ! audio/x-raw,rate=48000,channels=2 ! audioconvert ! avenc_aac ! aacparse ! "
         "queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! mux.";
}

std::optional<std::string> ClipWriter::open() {
  GError* failure = nullptr;
  pipeline_.reset(gst_parse_launch(description().c_str(), &failure));
  const gst::Error error(failure);
  if (error || !pipeline_) {
    return std::string(error ? error->message : "no pipeline") +
           " (install gstreamer1.0-plugins-ugly, gstreamer1.0-plugins-bad and gstreamer1.0-libav)";
  }
  const gst::Element file(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "file"));
  g_object_set(file.get(), "location", path_.c_str(), nullptr);
  source_.reset(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "picture"));
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  return wait(0, false);
}

std::optional<std::string> ClipWriter::write(const Picture& picture) {
  GstBuffer* buffer = gst_buffer_new_memdup(picture.data(), picture.bytes());
  const auto fps = static_cast<guint64>(format_.fps);
  GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(frames_, GST_SECOND, fps);
  GST_BUFFER_DURATION(buffer) = GST_SECOND / fps;
  ++frames_;
  const GstFlowReturn flow = gst_app_src_push_buffer(GST_APP_SRC(source_.get()), buffer);
  if (flow == GST_FLOW_OK) return wait(0, false);
  const auto problem = wait(GST_SECOND, false);
  return problem ? problem : std::string("encoding stopped: ") + gst_flow_get_name(flow);
}

std::optional<std::string> ClipWriter::close() {
  gst_app_src_end_of_stream(GST_APP_SRC(source_.get()));
  return wait(GST_CLOCK_TIME_NONE, true);
}

// What the bus says within `patience`.
std::optional<std::string> ClipWriter::wait(GstClockTime patience, bool for_end) {
  const gst::Bus bus(gst_element_get_bus(pipeline_.get()));
  const auto types =
      static_cast<GstMessageType>(GST_MESSAGE_ERROR | (for_end ? GST_MESSAGE_EOS : 0));
  const gst::Message message(gst_bus_timed_pop_filtered(bus.get(), patience, types));
  if (!message || GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS) return std::nullopt;
  GError* failure = nullptr;
  gst_message_parse_error(message.get(), &failure, nullptr);
  const gst::Error error(failure);
  return std::string(error->message);
}

}  // namespace vqa::impair
