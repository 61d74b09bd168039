// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "avsync/avsync.h"

namespace vqa::test {

inline Time at_seconds(double seconds) {
  return Time(static_cast<Time::rep>(std::llround(seconds * 1e9)));
}

/// A programme as the two threads note it, with flashes and beeps at will.
struct NotedProgramme {
  double seconds = 20;
  double fps = 25;
  int rate = 48000;
  std::uint64_t piece = 1024;
  double period = 0;  ///< of markers, in s; 0: none
  double offset = 0;  ///< of the beeps, in s
  double drift = 0;   ///< ppm by which the samples are taken too fast
  /// Seconds added to the stamps of what belongs to a time.
  std::function<double(double)> picture_stamp = [](double) { return 0; };
  std::function<double(double)> sound_stamp = [](double) { return 0; };
  double picture_until = 1e9, sound_until = 1e9;  ///< seconds

  std::vector<PictureNote> pictures() const {
    std::vector<PictureNote> notes;
    const auto count = static_cast<int>(std::min(seconds, picture_until) * fps);
    double next_flash = period;
    for (int i = 0; i < count; ++i) {
      const double time = i / fps;
      const Time stamp = at_seconds(time + picture_stamp(time));
      PictureNote note{
          .time = stamp, .stamp = {stamp, at_seconds(1 / fps)}, .flash = {}, .cells = {}};
      if (period > 0 && time >= next_flash + 0.1) {  // known when it is over
        note.flash = at_seconds(std::ceil(next_flash * fps - 1e-6) / fps);
        next_flash += period;
      }
      notes.push_back(note);
    }
    return notes;
  }

  std::vector<SoundNote> sounds() const {
    std::vector<SoundNote> notes;
    double next_beep = period + offset;
    for (std::uint64_t from = 0;; from += piece) {
      const double time = static_cast<double>(from) / rate / (1 + drift * 1e-6);
      if (time >= std::min(seconds, sound_until)) return notes;
      const double length = static_cast<double>(piece) / rate;
      const Time stamp = at_seconds(time + sound_stamp(time));
      SoundNote note{.time = stamp,
                     .stamp = {stamp, at_seconds(length)},
                     .frames = piece,
                     .rate = rate,
                     .beeps = {},
                     .prints = {}};
      if (period > 0 && time + length >= next_beep + 0.1) {
        note.beeps.push_back(at_seconds(next_beep));
        next_beep += period;
      }
      notes.push_back(note);
    }
  }
};

/// What is told of it. `ahead`: how much earlier the sound gets through than the picture, in s.
inline Events judge(const NotedProgramme& programme, const AvSyncConfig& config = {},
                    double ahead = 0, bool with_samples = false) {
  AvSync avsync;
  avsync.configure(config);
  Events events;
  const auto steps = [&] {
    while (avsync.step(events))
      if (with_samples) avsync.sample(events);
  };
  const auto pictures = programme.pictures();
  const auto sounds = programme.sounds();
  auto picture = pictures.begin();
  auto sound = sounds.begin();
  const auto over = [&](Side side) {
    avsync.leave(side);
    steps();
    avsync.finish(side, "eos", events);
  };
  while (picture != pictures.end() || sound != sounds.end()) {
    const bool sound_first =
        picture == pictures.end() ||
        (sound != sounds.end() && sound->time - at_seconds(ahead) < picture->time);
    if (sound_first)
      avsync.take(*sound++, false, events);
    else
      avsync.take(*picture++, false, events);
    steps();
    const double until = std::min(programme.sound_until, programme.picture_until);
    if (until < programme.seconds) continue;  // that is no end of the stream, but a stop
    if (sound_first && sound == sounds.end()) over(Side::sound);
    if (!sound_first && picture == pictures.end()) over(Side::picture);
  }
  over(Side::picture);
  over(Side::sound);
  return events;
}

inline Events phase_of(const Events& events, Phase phase, const std::string& kind) {
  Events found;
  std::copy_if(events.begin(), events.end(), std::back_inserter(found),
               [&](const Event& event) { return event.phase == phase && event.kind == kind; });
  return found;
}

inline std::string text_detail(const Event& event, const std::string& name) {
  for (const auto& [key, value] : event.details)
    if (key == name && std::holds_alternative<std::string>(value))
      return std::get<std::string>(value);
  return {};
}

inline double number_detail(const Event& event, const std::string& name) {
  for (const auto& [key, value] : event.details)
    if (key == name && std::holds_alternative<double>(value)) return std::get<double>(value);
  return NAN;
}

}  // namespace vqa::test
