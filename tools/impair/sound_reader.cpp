// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_reader.h"

#include <gst/app/gstappsink.h>

#include "impair/reading.h"

namespace vqa::impair {
namespace {

// The converter takes only sound, and the decoder leaves what is not linked alone.
constexpr const char* kPipeline =
    "uridecodebin name=clip caps=audio/x-raw ! audioconvert ! audioresample ! "
    "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2 ! "
    "appsink name=sounds sync=false max-buffers=50";

}  // namespace

SoundReader::~SoundReader() {
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

Problem SoundReader::open() {
  GError* failure = nullptr;
  pipeline_.reset(gst_parse_launch(kPipeline, &failure));
  const gst::Error error(failure);
  if (error || !pipeline_) return std::string(error ? error->message : "no pipeline");
  GstBin* bin = GST_BIN(pipeline_.get());
  const gst::Element clip(gst_bin_get_by_name(bin, "clip"));
  g_object_set(clip.get(), "uri", uri_.c_str(), "expose-all-streams", FALSE, nullptr);
  sounds_.reset(gst_bin_get_by_name(bin, "sounds"));
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  return std::nullopt;
}

Problem SoundReader::read(Sound& into) {
  const gst::Bus bus(gst_element_get_bus(pipeline_.get()));
  for (GstClockTime waited = 0; waited < kPatience; waited += kGlance) {
    if (const Sample sample(gst_app_sink_try_pull_sample(GST_APP_SINK(sounds_.get()), kGlance));
        sample) {
      GstMapInfo map;
      if (gst_buffer_map(gst_sample_get_buffer(sample.get()), &map, GST_MAP_READ) != FALSE) {
        const auto* from = reinterpret_cast<const std::int16_t*>(map.data);
        into.insert(into.end(), from, from + map.size / sizeof(std::int16_t));
        gst_buffer_unmap(gst_sample_get_buffer(sample.get()), &map);
      }
      return std::nullopt;
    }
    if (gst_app_sink_is_eos(GST_APP_SINK(sounds_.get())) != FALSE) return std::nullopt;
    const gst::Message message(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
    if (!message) continue;
    GError* failure = nullptr;
    gst_message_parse_error(message.get(), &failure, nullptr);
    return std::string(gst::Error(failure)->message);
  }
  return "it gave no sound for " + std::to_string(kPatience / GST_SECOND) + " s";
}

}  // namespace vqa::impair
