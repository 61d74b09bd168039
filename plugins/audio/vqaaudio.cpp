// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-vqaaudio
 * @title: vqaaudio
 *
 * Reports what is wrong with sound. The same buffers go out as in. Events are element messages
 * named `vqa-event` with `detector` "audio" and one of these kinds:
 *
 * * `silence`: nothing is to be heard, in all channels, or in one of left and right
 *   (`details.channel`).
 * * `dropout`: sound is missing for a moment, with abrupt edges.
 * * `click`: single moments that have nothing to do with the sound around them.
 * * `clipping`: what should be peaks is flat.
 * * `phase`: left and right are the same with opposite signs.
 * * `hum`: lines at the frequency of the mains.
 * * `loudness`: too loud, too soft, or a step, after EBU R 128; only if #loudness is set. What is
 *   measured is in its samples.
 *
 * Each can be switched off by the property that has its name.
 *
 * |[
 * gst-launch-1.0 -m audiotestsrc wave=silence num-buffers=200 ! vqaaudio ! fakesink
 * ]|
 */

#include "audio/audio.h"
#include "glue/audio_analyser.h"

namespace vqa::gst {
namespace {

struct AudioTraits {
  using Detector = Audio;
  static constexpr char kTypeName[] = "GstVqaAudio";
  static constexpr char kLongName[] = "Sound checker";
  static constexpr char kDescription[] = "Reports silence and defects of sound";
  static constexpr Property<AudioConfig> kProperties[] = {
      {"silence", "Whether to report silence", &AudioConfig::silence},
      {"silence-level", "No louder is silence, in dBFS", &AudioConfig::silence_level, -120, 0},
      {"silence-clear-level", "Louder is sound again, in dBFS", &AudioConfig::silence_clear_level,
       -120, 0},
      {"min-duration", "Silence for this long is a warning, in ns", &AudioConfig::min_duration, 0.1,
       kDay},
      {"critical-duration", "Silence for this long is critical, in ns",
       &AudioConfig::critical_duration, 0.1, kDay},
      {"channel-duration", "One of left and right silent for this long is a warning, in ns",
       &AudioConfig::channel_duration, 0.1, kDay},
      {"clear-duration", "Sound for this long ends silence, in ns", &AudioConfig::clear_duration, 0,
       kDay},
      {"dropout", "Whether to report moments without sound", &AudioConfig::dropout},
      {"dropout-min-duration", "Shorter ones are none, in ns", &AudioConfig::dropout_min_duration,
       0.003, 1},
      {"dropout-max-duration", "Longer ones are pauses, in ns", &AudioConfig::dropout_max_duration,
       0.003, 1},
      {"dropout-critical", "So many in one incident are critical", &AudioConfig::dropout_critical,
       1, 1e9},
      {"dropout-clear-duration", "None for this long ends an incident, in ns",
       &AudioConfig::dropout_clear_duration, 0, kDay},
      {"click", "Whether to report clicks", &AudioConfig::click},
      {"click-count", "So many within ten seconds are reported", &AudioConfig::click_count, 1, 100},
      {"click-level", "So many times as large as all that is unexpected around it is a click",
       &AudioConfig::click_level, 1, 1000},
      {"click-clear-duration", "No clicks for this long end it, in ns",
       &AudioConfig::click_clear_duration, 0, kDay},
      {"clipping", "Whether to report clipping", &AudioConfig::clipping},
      {"clipping-level", "Share of the sound in flat tops that is reported",
       &AudioConfig::clipping_level, 0, 1},
      {"clipping-clear-level", "Less than this share ends it", &AudioConfig::clipping_clear_level,
       0, 1},
      {"clipping-duration", "Clipping for this long is reported, in ns",
       &AudioConfig::clipping_duration, 0, kDay},
      {"clipping-clear-duration", "None for this long ends it, in ns",
       &AudioConfig::clipping_clear_duration, 0, kDay},
      {"phase", "Whether to report inverted channels", &AudioConfig::phase},
      {"phase-level", "Correlation of left and right that is reported, or less",
       &AudioConfig::phase_level, -1, 1},
      {"phase-clear-level", "Correlation that is right again", &AudioConfig::phase_clear_level, -1,
       1},
      {"phase-duration", "Inverted for this long is reported, in ns", &AudioConfig::phase_duration,
       0, kDay},
      {"phase-clear-duration", "Right for this long ends it, in ns",
       &AudioConfig::phase_clear_duration, 0, kDay},
      {"hum", "Whether to report hum of the mains", &AudioConfig::hum},
      {"hum-level", "No fainter is reported, in dBFS", &AudioConfig::hum_level, -120, 0},
      {"hum-duration", "It has to go on for this long, in ns", &AudioConfig::hum_duration, 1, 600},
      {"hum-clear-duration", "None for this long ends it, in ns", &AudioConfig::hum_clear_duration,
       0, kDay},
      {"loudness", "Whether to report loudness out of range, and steps", &AudioConfig::loudness},
      {"loudness-high", "Louder is too loud, in LUFS", &AudioConfig::loudness_high, -120, 0},
      {"loudness-low", "Fainter is too soft, in LUFS", &AudioConfig::loudness_low, -120, 0},
      {"loudness-step", "As much more or less within three seconds is a step, in LU",
       &AudioConfig::loudness_step, 1, 100},
      {"loudness-duration", "Out of range for this long is reported, in ns",
       &AudioConfig::loudness_duration, 0, kDay},
      {"loudness-clear-duration", "In range for this long ends it, in ns",
       &AudioConfig::loudness_clear_duration, 0, kDay},
  };
};

}  // namespace
}  // namespace vqa::gst

GST_ELEMENT_REGISTER_DECLARE(vqaaudio)
GST_ELEMENT_REGISTER_DEFINE(vqaaudio, "vqaaudio", GST_RANK_NONE,
                            vqa::gst::AudioAnalyser<vqa::gst::AudioTraits>::type())
