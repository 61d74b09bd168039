// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "core/time.h"

namespace vqa {

struct AudioConfig {
  bool silence = true;
  double silence_level = -60;        ///< dBFS: no louder is silence
  double silence_clear_level = -57;  ///< dBFS: louder is sound again
  Time min_duration = 2s;            ///< silence for this long is a warning
  Time critical_duration = 5s;
  Time channel_duration = 5s;  ///< one of two channels silent for this long is a warning
  Time clear_duration = 200ms;

  bool dropout = true;
  Time dropout_min_duration = 5ms;
  Time dropout_max_duration = 500ms;
  int dropout_critical = 10;  ///< so many in one incident are critical
  Time dropout_clear_duration = 1s;

  bool click = true;
  int click_count = 3;      ///< so many within ten seconds
  double click_level = 10;  ///< times as large as all that is unexpected around it
  Time click_clear_duration = 10s;

  bool clipping = true;
  double clipping_level = 0.002;  ///< share of the sound that is cut off
  double clipping_clear_level = 0.0005;
  Time clipping_duration = 1s;
  Time clipping_clear_duration = 2s;

  bool phase = true;
  double phase_level = -0.7;  ///< correlation of left and right
  double phase_clear_level = -0.3;
  Time phase_duration = 3s;
  Time phase_clear_duration = 2s;

  bool hum = true;
  double hum_level = -65;  ///< dBFS
  Time hum_duration = 10s;
  Time hum_clear_duration = 2s;

  bool loudness = false;
  double loudness_high = -14, loudness_low = -40;  ///< LUFS, short-term
  double loudness_step = 10;                       ///< LU, in three seconds
  Time loudness_duration = 10s;
  Time loudness_clear_duration = 5s;
};

}  // namespace vqa
