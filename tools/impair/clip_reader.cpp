// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/clip_reader.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

#include <algorithm>
#include <cstring>

#include "impair/reading.h"

namespace vqa::impair {
namespace {

// Seconds that are faster read than searched for. (Searching is where demuxers fail, if they do.)
constexpr double kShort = 10;
constexpr GstClockTime kSoundPatience = 5 * GST_SECOND;

void copy_plane(const GstVideoFrame& frame, guint plane, int width, int height, std::uint8_t* to) {
  const auto* from = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane));
  for (int row = 0; row < height; ++row, to += width) {
    std::memcpy(to, from + row * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane),
                static_cast<std::size_t>(width));
  }
}

// Running time of what a sample holds.
std::int64_t time_of(GstSample* sample) {
  const GstBuffer* buffer = gst_sample_get_buffer(sample);
  return static_cast<std::int64_t>(gst_segment_to_running_time(
      gst_sample_get_segment(sample), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer)));
}

}  // namespace

ClipReader::~ClipReader() {
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

std::string ClipReader::description() const {
  // The size may change within a clip. Only what is cut must not be scaled instead.
  std::string size;
  if (!clip_.is_cut || format_.width != clip_.format.width ||
      format_.height != clip_.format.height) {
    size = ",width=" + std::to_string(format_.width) + ",height=" + std::to_string(format_.height) +
           ",pixel-aspect-ratio=" + format_.pixel_aspect.text();
  }
  // The elements that follow the decoder take only their own medium, whichever pad comes first.
  return "uridecodebin name=clip "
         "appsink name=pictures sync=false max-buffers=4 "
         "appsink name=sounds sync=false async=false max-buffers=200 "
         "clip. ! videoconvert ! video/x-raw,format=I420 ! queue max-size-buffers=2 ! "
         "deinterlace fields=" +
         std::string(both_fields_ ? "all" : "top") +
         " ! videorate name=rate skip-to-first=true ! videoscale add-borders=false ! "
         "video/x-raw,format=I420,framerate=" +
         format_.rate.text() + size +
         " ! pictures. "
         "clip. ! audioconvert name=sound ! queue ! audioresample ! "
         "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2 ! sounds.";
}

// What has gone wrong, if anything has; waits for a message of a type that says all is well.
Problem ClipReader::trouble(GstClockTime patience, GstMessageType good) {
  const gst::Bus bus(gst_element_get_bus(pipeline_.get()));
  const gst::Message message(gst_bus_timed_pop_filtered(
      bus.get(), patience, static_cast<GstMessageType>(GST_MESSAGE_ERROR | good)));
  if (!message || GST_MESSAGE_TYPE(message.get()) != GST_MESSAGE_ERROR) return std::nullopt;
  GError* failure = nullptr;
  gst_message_parse_error(message.get(), &failure, nullptr);
  const gst::Error error(failure);
  return std::string(error->message);
}

// Told when a clip ends, videorate would repeat the last picture until then: a freeze that is none
// of the clip's, where its sound is longer than its pictures.
void ClipReader::leave_end_open() {
  const gst::Element rate(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "rate"));
  const gst::Pad pad(gst_element_get_static_pad(rate.get(), "sink"));
  const auto probe = [](GstPad*, GstPadProbeInfo* info, gpointer) {
    GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
    if (GST_EVENT_TYPE(event) != GST_EVENT_SEGMENT) return GST_PAD_PROBE_OK;
    GstSegment segment;
    gst_event_copy_segment(event, &segment);
    segment.stop = GST_CLOCK_TIME_NONE;
    GstEvent* open_ended = gst_event_new_segment(&segment);
    gst_event_set_seqnum(open_ended, gst_event_get_seqnum(event));
    gst_event_unref(event);
    GST_PAD_PROBE_INFO_DATA(info) = open_ended;
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, probe, nullptr, nullptr);
}

Problem ClipReader::open(double start) {
  GError* failure = nullptr;
  pipeline_.reset(gst_parse_launch(description().c_str(), &failure));
  const gst::Error error(failure);
  if (error || !pipeline_) return std::string(error ? error->message : "no pipeline");
  GstBin* bin = GST_BIN(pipeline_.get());
  pictures_.reset(gst_bin_get_by_name(bin, "pictures"));
  sounds_.reset(gst_bin_get_by_name(bin, "sounds"));
  leave_end_open();
  decode_in_one_thread(pipeline_.get());
  const gst::Element clip(gst_bin_get_by_name(bin, "clip"));
  g_object_set(clip.get(), "uri", clip_.uri.c_str(), nullptr);
  if (gst_element_set_state(pipeline_.get(), GST_STATE_PAUSED) == GST_STATE_CHANGE_ASYNC) {
    if (auto problem = trouble(kPatience, GST_MESSAGE_ASYNC_DONE)) return problem;
  }
  if (auto problem = trouble()) return problem;
  if (start > 0 && clip_.seconds > kShort) {  // what cannot be searched is read from its beginning
    gst_element_seek_simple(pipeline_.get(), GST_FORMAT_TIME,
                            static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE),
                            static_cast<gint64>(start * GST_SECOND));
  } else {
    to_skip_ = static_cast<std::int64_t>(start * format_.rate.value());
  }
  const gst::Element sound(gst_bin_get_by_name(bin, "sound"));
  const gst::Pad pad(gst_element_get_static_pad(sound.get(), "sink"));
  has_sound_ = gst_pad_is_linked(pad.get()) != FALSE;
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  return std::nullopt;
}

Problem ClipReader::next(Picture& picture, bool& end) {
  for (GstClockTime waited = 0; waited < kPatience; waited += kGlance) {
    const Sample sample(gst_app_sink_try_pull_sample(GST_APP_SINK(pictures_.get()), kGlance));
    if (sample && to_skip_ > 0) {
      --to_skip_;
      waited = 0;
      continue;
    }
    if (sample) return copy(sample.get(), picture);
    end = gst_app_sink_is_eos(GST_APP_SINK(pictures_.get())) != FALSE;
    auto problem = trouble();
    if (problem && origin_ >= 0) end = true;  // what is broken further on has been read so far
    if (end) return std::nullopt;
    if (problem) return problem;
  }
  return "it gave no picture for " + std::to_string(kPatience / GST_SECOND) + " s";
}

Problem ClipReader::copy(GstSample* sample, Picture& picture) {
  if (origin_ < 0) origin_ = time_of(sample);
  GstVideoInfo info;
  GstVideoFrame frame;
  if (gst_video_info_from_caps(&info, gst_sample_get_caps(sample)) == FALSE ||
      gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ) == FALSE) {
    return std::string("a picture of it cannot be read");
  }
  // An odd row or column is left out; more than that is another format.
  const int width = picture.width(), height = picture.height();
  const bool fits =
      info.width / 2 * 2 == width && info.height - height < 4 && info.height >= height;
  if (fits) {
    copy_plane(frame, 0, width, height, &picture.luma(0, 0));
    copy_plane(frame, 1, width / 2, height / 2, &picture.cb(0, 0));
    copy_plane(frame, 2, width / 2, height / 2, &picture.cr(0, 0));
  }
  gst_video_frame_unmap(&frame);
  if (fits) return std::nullopt;
  return std::string("the size of its pictures changes: add another --width and --height");
}

// Reads one more piece of sound into its place in time; false if there is none any more.
bool ClipReader::take_sound() {
  constexpr std::int64_t kJitter = kSoundRate / 50;
  Sample sample;
  for (GstClockTime waited = 0; !sample && waited < kSoundPatience; waited += kGlance) {
    sample.reset(gst_app_sink_try_pull_sample(GST_APP_SINK(sounds_.get()), kGlance));
    if (!sample && gst_app_sink_is_eos(GST_APP_SINK(sounds_.get())) != FALSE) return false;
  }
  if (!sample) return false;
  GstMapInfo map;
  if (gst_buffer_map(gst_sample_get_buffer(sample.get()), &map, GST_MAP_READ) == FALSE) return true;
  const auto* from = reinterpret_cast<const std::int16_t*>(map.data);
  auto count = static_cast<std::int64_t>(map.size / sizeof(std::int16_t)) / kSoundChannels;
  const std::int64_t place =
      (time_of(sample.get()) - origin_) * kSoundRate / static_cast<std::int64_t>(GST_SECOND);
  const std::int64_t gap = place - available_;
  if (gap > kJitter) {
    pending_.resize(pending_.size() + static_cast<std::size_t>(gap * kSoundChannels));
    available_ += gap;
  }
  const std::int64_t late = gap < -kJitter ? std::min(-gap, count) : 0;
  pending_.insert(pending_.end(), from + late * kSoundChannels, from + count * kSoundChannels);
  available_ += count - late;
  gst_buffer_unmap(gst_sample_get_buffer(sample.get()), &map);
  return true;
}

void ClipReader::sound(std::size_t samples, Sound& into) {
  position_ += static_cast<std::int64_t>(samples);
  while (!silent_ && available_ < position_) silent_ = !take_sound();
  const std::size_t wanted = samples * kSoundChannels;
  pending_.resize(std::max(pending_.size(), wanted));  // silence, where there is no more
  available_ = std::max(available_, position_);
  into.insert(into.end(), pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(wanted));
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(wanted));
}

}  // namespace vqa::impair
