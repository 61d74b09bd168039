// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "elements/contract.h"

namespace vqa::test {

struct AudioSpec {
  GstAudioFormat format = GST_AUDIO_FORMAT_S16LE;
  int rate = 16000;
  int channels = 2;
  bool planar = false;
};

inline gst::Caps audio_caps(const AudioSpec& spec) {
  GstAudioInfo info;
  gst_audio_info_set_format(&info, spec.format, spec.rate, spec.channels, nullptr);
  if (spec.channels == 2) {
    info.position[0] = GST_AUDIO_CHANNEL_POSITION_FRONT_LEFT;
    info.position[1] = GST_AUDIO_CHANNEL_POSITION_FRONT_RIGHT;
    info.flags = GST_AUDIO_FLAG_NONE;
  }
  if (spec.planar) info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  return gst::Caps(gst_audio_info_to_caps(&info));
}

/// The same in all channels, 16 bits, so that it is the same in every format.
using Sounds = std::vector<std::int16_t>;

/// Two tones, which nothing is wrong with, then silence, then the tones again; in seconds.
struct SilenceMaterial {
  double before = 1, silent = 3, after = 2;
};
inline Sounds silence_sounds(const SilenceMaterial& material, int rate = 16000) {
  const auto count = [rate](double s) { return static_cast<std::size_t>(s * rate); };
  Sounds sounds(count(material.before + material.silent + material.after));
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    if (i >= count(material.before) && i < count(material.before + material.silent)) continue;
    const double t = 2 * std::numbers::pi * static_cast<double>(i) / rate;
    sounds[i] = static_cast<std::int16_t>(3000 * (std::sin(440 * t) + std::sin(1237 * t)));
  }
  return sounds;
}

/// Appends one sample, written by hand as the names of the formats say.
inline void append_sample(std::vector<std::uint8_t>& bytes, const GstAudioFormatInfo* format,
                          std::int16_t sample) {
  const auto width = static_cast<std::size_t>(GST_AUDIO_FORMAT_INFO_WIDTH(format)) / 8;
  std::uint64_t bits = 0;
  if (GST_AUDIO_FORMAT_INFO_IS_INTEGER(format)) {
    bits = static_cast<std::uint64_t>(std::int64_t{sample} *
                                      (1LL << (GST_AUDIO_FORMAT_INFO_DEPTH(format) - 16)));
  } else if (width == sizeof(float)) {
    bits = std::bit_cast<std::uint32_t>(static_cast<float>(sample) / 32768);
  } else {
    bits = std::bit_cast<std::uint64_t>(sample / 32768.0);
  }
  const bool little = g_str_has_suffix(GST_AUDIO_FORMAT_INFO_NAME(format), "LE") != FALSE;
  for (std::size_t i = 0; i < width; ++i)
    bytes.push_back(static_cast<std::uint8_t>(bits >> 8 * (little ? i : width - 1 - i)));
}

/// `sounds` in any raw format, every channel the same. Without a time.
inline gst::Buffer audio_buffer(const AudioSpec& spec, std::span<const std::int16_t> sounds) {
  const auto* format = gst_audio_format_get_info(spec.format);
  std::vector<std::uint8_t> bytes;
  bytes.reserve(sounds.size() * static_cast<std::size_t>(spec.channels) * 8);
  if (spec.planar) {
    for (int c = 0; c < spec.channels; ++c)
      for (const auto sample : sounds) append_sample(bytes, format, sample);
  } else {
    for (const auto sample : sounds)
      for (int c = 0; c < spec.channels; ++c) append_sample(bytes, format, sample);
  }
  gst::Buffer buffer(gst_buffer_new_allocate(nullptr, bytes.size(), nullptr));
  gst_buffer_fill(buffer.get(), 0, bytes.data(), bytes.size());
  if (spec.planar) {
    GstAudioInfo info;
    gst_audio_info_from_caps(&info, audio_caps(spec).get());
    gst_buffer_add_audio_meta(buffer.get(), &info, sounds.size(), nullptr);
  }
  return buffer;
}

inline void set_audio_caps(Harness& harness, const AudioSpec& spec) {
  gst_harness_set_src_caps(*harness, audio_caps(spec).release());
}

inline GstClockTime time_of(std::size_t frames, const AudioSpec& spec) {
  return gst_util_uint64_scale(frames, GST_SECOND, static_cast<guint64>(spec.rate));
}

/// Pushes it in buffers of `piece` frames with times from `start` on, and drops what comes out.
inline void play_sounds(Harness& harness, const AudioSpec& spec, const Sounds& sounds,
                        GstClockTime start = 0, std::size_t piece = 320, bool timed = true) {
  for (std::size_t from = 0; from < sounds.size(); from += piece) {
    const std::size_t end = std::min(from + piece, sounds.size());
    gst::Buffer buffer = audio_buffer(spec, std::span(sounds).subspan(from, end - from));
    if (timed) {
      GST_BUFFER_PTS(buffer.get()) = start + time_of(from, spec);
      GST_BUFFER_DURATION(buffer.get()) = time_of(end, spec) - time_of(from, spec);
    }
    ASSERT_EQ(harness.push(std::move(buffer)), GST_FLOW_OK);
    ASSERT_NE(harness.try_pull(), nullptr);
  }
}

inline const Sounds& sound_material() {
  static const Sounds sounds = silence_sounds({});
  return sounds;
}
// Ends while the silence is going on.
inline const Sounds& broken_sound() {
  static const Sounds sounds = silence_sounds({.before = 0.5, .silent = 2.5, .after = 0});
  return sounds;
}

/// What every audio detector owes to the stream that passes through it, and to those who read its
/// events: as the contract of video elements, as far as sound has such a thing.
class AudioContract : public testing::TestWithParam<std::string> {
 protected:
  struct Run {
    AudioSpec spec{};
    const Sounds* sounds = &sound_material();
    std::size_t piece = 320;
    Harness::Setup setup{};
    bool timed = true;
  };
  std::vector<Event> events_of(const Run& run) const {
    Harness harness(GetParam(), run.setup);
    set_audio_caps(harness, run.spec);
    play_sounds(harness, run.spec, *run.sounds, 0, run.piece, run.timed);
    harness.push_event(gst_event_new_eos());
    return harness.bus().events();
  }
  std::string log_of(const Run& run) const { return to_text(events_of(run)); }

  static void sample_often(GstElement* element) {
    g_object_set(element, "sample-interval", guint64{GST_SECOND / 5}, nullptr);
  }
};

}  // namespace vqa::test
