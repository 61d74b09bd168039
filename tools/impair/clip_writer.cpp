// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/clip_writer.h"

#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include <algorithm>
#include <cstring>

namespace vqa::impair {
namespace {

// MPEG-2 knows a few shapes of the whole picture only, and mpeg2enc complains if none is chosen.
std::string aspect(const Coding& coding) {
  if (coding.pixel_aspect == Ratio{1, 1}) return " aspect=1";
  const double shape = coding.pixel_aspect.value() * coding.width / coding.height;
  return shape < 1.5 ? " aspect=2" : " aspect=3";
}

// Ours lies in memory without padding; rows of what encoders take begin at multiples of four.
GstBuffer* padded(const std::uint8_t* data, const Coding& coding) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, static_cast<guint>(coding.width),
                            static_cast<guint>(coding.height));
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, info.size, nullptr);
  GstVideoFrame frame;
  gst_video_frame_map(&frame, &info, buffer, GST_MAP_WRITE);
  for (guint plane = 0; plane < 3; ++plane) {
    const auto width = static_cast<std::size_t>(GST_VIDEO_FRAME_COMP_WIDTH(&frame, plane));
    auto* row = static_cast<std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane));
    for (int y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT(&frame, plane); ++y) {
      std::memcpy(row, data, width);
      row += GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane);
      data += width;
    }
  }
  gst_video_frame_unmap(&frame);
  return buffer;
}

std::uint64_t time_of(std::uint64_t count, int rate, int seconds) {
  return gst_util_uint64_scale(count, GST_SECOND * static_cast<guint64>(seconds),
                               static_cast<guint64>(rate));
}

}  // namespace

ClipWriter::~ClipWriter() {
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

std::string ClipWriter::encoder() const {
  const std::string gop = std::to_string(coding_.gop);
  const std::string bitrate = std::to_string(coding_.bitrate);
  if (coding_.codec == "mpeg2") {
    // (avenc_mpeg2video of GStreamer 1.22 refuses every frame rate.) Without constraints it takes
    // more than its level, which is for pictures of standard definition.
    return "mpeg2enc format=3 constraints=false bitrate=" + bitrate + " min-gop-size=" + gop +
           " max-gop-size=" + gop + aspect(coding_) +
           " interlace-mode=" + (coding_.interlaced ? "1" : "0") + " ! mpegvideoparse";
  }
  if (coding_.codec == "h265") {
    return "x265enc speed-preset=superfast bitrate=" + bitrate + " key-int-max=" + gop +
           " ! h265parse";
  }
  // With more threads its rate control depends on which of them is ahead.
  return "x264enc speed-preset=veryfast threads=1 bitrate=" + bitrate + " key-int-max=" + gop +
         (coding_.interlaced ? " interlaced=true" : "") + " ! h264parse";
}

std::string ClipWriter::muxer() const {
  switch (coding_.container) {
    case Container::matroska:
      return "matroskamux name=mux ! ";
    case Container::wav:
    case Container::flac:
      return "";  // the encoder writes the file
    case Container::transport_stream:
      break;
  }
  // The clock of a stream goes on while pictures are missing, as it does in a stream of constant
  // bitrate. (Otherwise it is only written beside pictures, and demuxers take a gap in it for a
  // jump in time.) There is room for what x264 exceeds its own bitrate by.
  const std::string clock =
      coding_.gaps ? "bitrate=" + std::to_string((coding_.bitrate * 2 + 1000) * 1000LL) + " " : "";
  return "mpegtsmux name=mux " + clock + "! ";
}

std::string ClipWriter::pictures() const {
  return "appsrc name=picture format=time block=true max-buffers=8 max-bytes=0 "
         "caps=video/x-raw,format=I420,width=" +
         std::to_string(coding_.width) + ",height=" + std::to_string(coding_.height) +
         ",framerate=" + coding_.rate.text() +
         ",pixel-aspect-ratio=" + coding_.pixel_aspect.text() + ",interlace-mode=" +
         (coding_.interlaced ? "interleaved,field-order=top-field-first" : "progressive") + " ! " +
         encoder() + " ! queue name=coded-picture ! mux. ";
}

std::string ClipWriter::description() const {
  const std::string muxer = this->muxer();
  // The picture is what it waits for: sound is never more than its frame ahead.
  const std::string wait = coding_.has_picture() ? "max-buffers=0" : "max-buffers=50 block=true";
  return muxer + "filesink name=file " + (coding_.has_picture() ? pictures() : "") +
         "appsrc name=sound format=time max-bytes=0 max-time=0 " + wait +
         " caps=audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2 ! "
         "audioconvert ! " +
         coding_.sound.elements +
         " ! queue name=coded-sound max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! " +
         (muxer.empty() ? "file." : "mux.");
}

Problem ClipWriter::open() {
  GError* failure = nullptr;
  pipeline_.reset(gst_parse_launch(description().c_str(), &failure));
  const gst::Error error(failure);
  if (error || !pipeline_) {
    return std::string(error ? error->message : "no pipeline") +
           " (install gstreamer1.0-plugins-good, -bad and -ugly, and gstreamer1.0-libav)";
  }
  const gst::Element file(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "file"));
  g_object_set(file.get(), "location", path_.c_str(), nullptr);
  picture_.reset(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "picture"));
  sound_.reset(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "sound"));
  if (coding_.has_picture()) restamp("coded-picture", true);
  restamp("coded-sound", false);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  return wait(0, false);
}

// Behind the encoder, which would make something of it.
void ClipWriter::restamp(const char* queue, bool picture) {
  const auto is_of_side = [picture](const auto& one) { return one.picture == picture; };
  if (std::none_of(coding_.restamps.begin(), coding_.restamps.end(), is_of_side)) return;
  const gst::Element element(gst_bin_get_by_name(GST_BIN(pipeline_.get()), queue));
  const gst::Pad pad(gst_element_get_static_pad(element.get(), "src"));
  const auto change = [](GstPad* from, GstPadProbeInfo* info, gpointer data) {
    auto* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    const gst::Owned<GstEvent> event(gst_pad_get_sticky_event(from, GST_EVENT_SEGMENT, 0));
    const GstSegment* segment = nullptr;
    gst_event_parse_segment(event.get(), &segment);
    const guint64 time =
        gst_segment_to_running_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
    const bool is_picture =
        g_str_has_prefix(GST_OBJECT_NAME(GST_PAD_PARENT(from)), "coded-picture");
    for (const auto& one : static_cast<ClipWriter*>(data)->coding_.restamps) {
      if (one.picture != is_picture || time < one.from || time >= one.to) continue;
      GST_BUFFER_PTS(buffer) += static_cast<guint64>(one.by);
      if (GST_BUFFER_DTS_IS_VALID(buffer)) GST_BUFFER_DTS(buffer) += static_cast<guint64>(one.by);
    }
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, change, this, nullptr);
}

std::uint64_t ClipWriter::samples_before(std::uint64_t frame) const {
  return gst_util_uint64_scale(
      frame, static_cast<guint64>(kSoundRate) * static_cast<guint64>(coding_.rate.under),
      static_cast<guint64>(coding_.rate.over));
}

std::size_t ClipWriter::samples() const {
  return samples_before(frames_ + 1) - samples_before(frames_);
}

Problem ClipWriter::write(const Picture* picture, const Sound& sound) {
  if (auto problem = write_sound(sound)) return problem;
  const Ratio& rate = coding_.rate;
  const std::uint64_t frame = frames_++;
  if (picture == nullptr) return wait(0, false);
  return push(picture_.get(), padded(picture->data(), coding_),
              time_of(frame, rate.over, rate.under), time_of(frame + 1, rate.over, rate.under));
}

// What the encoder will be late by is left out at the beginning, so that all that follows is heard
// when it should be.
Problem ClipWriter::write_sound(const Sound& sound) {
  const auto delay = static_cast<std::uint64_t>(coding_.sound.delay);
  const std::uint64_t before = samples_before(frames_);
  const std::uint64_t skipped =
      std::min<std::uint64_t>(delay > before ? delay - before : 0, sound.size() / kSoundChannels);
  const std::uint64_t samples = sound.size() / kSoundChannels - skipped;
  if (samples == 0) return std::nullopt;
  GstBuffer* buffer = gst_buffer_new_memdup(
      sound.data() + skipped * kSoundChannels,
      static_cast<std::size_t>(samples) * kSoundChannels * sizeof(Sound::value_type));
  const std::uint64_t first = samples_;
  samples_ += samples;
  return push(sound_.get(), buffer, time_of(first, kSoundRate, 1),
              time_of(samples_, kSoundRate, 1));
}

Problem ClipWriter::push(GstElement* source, GstBuffer* buffer, GstClockTime from,
                         GstClockTime to) {
  GST_BUFFER_PTS(buffer) = from;
  GST_BUFFER_DURATION(buffer) = to - from;
  if (coding_.interlaced && source == picture_.get()) {
    GST_BUFFER_FLAG_SET(buffer, GST_VIDEO_BUFFER_FLAG_INTERLACED | GST_VIDEO_BUFFER_FLAG_TFF);
  }
  const GstFlowReturn flow = gst_app_src_push_buffer(GST_APP_SRC(source), buffer);
  if (flow == GST_FLOW_OK) return wait(0, false);
  const auto problem = wait(GST_SECOND, false);
  return problem ? problem : std::string("encoding stopped: ") + gst_flow_get_name(flow);
}

Problem ClipWriter::close() {
  if (picture_) gst_app_src_end_of_stream(GST_APP_SRC(picture_.get()));
  gst_app_src_end_of_stream(GST_APP_SRC(sound_.get()));
  return wait(GST_CLOCK_TIME_NONE, true);
}

// What the bus says within `patience`.
Problem ClipWriter::wait(GstClockTime patience, bool for_end) {
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
