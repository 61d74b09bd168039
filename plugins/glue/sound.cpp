// SPDX-License-Identifier: LGPL-2.1-or-later
#include "glue/sound.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace vqa::gst {
namespace {

struct Format {
  const char *little, *big;
  SampleType type;
};
constexpr std::array<Format, 6> kFormats = {{{"S16LE", "S16BE", SampleType::s16},
                                             {"S24LE", "S24BE", SampleType::s24},
                                             {"S24_32LE", "S24_32BE", SampleType::s24_32},
                                             {"S32LE", "S32BE", SampleType::s32},
                                             {"F32LE", "F32BE", SampleType::f32},
                                             {"F64LE", "F64BE", SampleType::f64}}};

const Format& format_of(const GstAudioInfo& info) {
  const char* name = GST_AUDIO_INFO_NAME(&info);
  for (const auto& format : kFormats)
    if (g_str_equal(name, format.little) || g_str_equal(name, format.big)) return format;
  throw std::runtime_error("its format is not one of those that were offered");
}

bool is_left_and_right(const GstAudioInfo& info) {
  return info.channels >= 2 && info.position[0] == GST_AUDIO_CHANNEL_POSITION_FRONT_LEFT &&
         info.position[1] == GST_AUDIO_CHANNEL_POSITION_FRONT_RIGHT;
}

}  // namespace

Caps sound_caps() {
  std::string names;
  for (const auto& format : kFormats)
    for (const char* name : {format.little, format.big})
      names += (names.empty() ? "" : ", ") + std::string(name);
  return Caps(gst_caps_from_string(("audio/x-raw, format={ " + names +
                                    " }, rate=[ 1, max ], channels=[ 1, max ], "
                                    "layout={ interleaved, non-interleaved }")
                                       .c_str()));
}

ShownPart shown_part(const GstSegment& segment, GstClockTime pts, std::size_t frames, int rate) {
  const auto scale = [](guint64 value, guint64 times, guint64 over) {
    return gst_util_uint64_scale_round(value, times, over);
  };
  const auto per_second = static_cast<guint64>(rate);
  const auto time_of = [&](std::size_t count) { return scale(count, GST_SECOND, per_second); };
  ShownPart part{.pts = pts, .first = 0, .frames = frames, .duration = {}};
  if (segment.format == GST_FORMAT_TIME && GST_CLOCK_TIME_IS_VALID(pts)) {
    guint64 begin = pts, end = pts + time_of(frames);
    if (gst_segment_clip(&segment, GST_FORMAT_TIME, begin, end, &begin, &end) != FALSE) {
      part.pts = begin;
      part.first = std::min<std::size_t>(scale(begin - pts, per_second, GST_SECOND), frames);
      part.frames =
          std::min<std::size_t>(scale(end - begin, per_second, GST_SECOND), frames - part.first);
    }
  }
  part.duration = Time(static_cast<Time::rep>(time_of(part.frames)));
  return part;
}

MappedSound::MappedSound(const GstAudioInfo& info, GstBuffer* buffer) {
  if (gst_audio_buffer_map(&mapped_, &info, buffer, GST_MAP_READ) == FALSE)
    throw std::runtime_error("its memory cannot be read");
}

AudioBlock MappedSound::block(const ShownPart& part, Time time, double speed) {
  const GstAudioInfo& info = mapped_.info;
  const Format& format = format_of(info);
  const bool is_little = g_str_equal(GST_AUDIO_INFO_NAME(&info), format.little) != FALSE;
  // (GST_AUDIO_INFO_BPS counts the bytes that are used: three of four.)
  const auto width = static_cast<std::size_t>(GST_AUDIO_INFO_WIDTH(&info)) / 8;
  const bool planar = GST_AUDIO_INFO_LAYOUT(&info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  const std::size_t step = planar ? width : static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info));
  for (std::size_t c = 0; c < static_cast<std::size_t>(info.channels); ++c) {
    const auto* plane = static_cast<const std::byte*>(mapped_.planes[planar ? c : 0]);
    channels_.push_back(plane + (planar ? 0 : c * width) + part.first * step);
  }
  return {.channels = channels_,
          .step = static_cast<std::ptrdiff_t>(step),
          .type = format.type,
          .swapped = is_little != (G_BYTE_ORDER == G_LITTLE_ENDIAN),
          .rate = std::max(1, static_cast<int>(std::lround(info.rate * speed))),
          .frames = part.frames,
          .time = time,
          .left_right = is_left_and_right(info)};
}

}  // namespace vqa::gst
