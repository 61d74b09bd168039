// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "audio/audio.h"

namespace vqa::test {

/// Sound of two channels, full scale = 1.
struct Stereo {
  std::vector<float> left{}, right{};
  int rate = 48000;

  std::size_t at(double seconds) const { return static_cast<std::size_t>(seconds * rate); }
};

/// Noise that is louder and fainter in turn, several times a second, and has some colour: neither
/// too even nor too sudden to be taken for speech. The same in both channels.
inline Stereo lively(double seconds, double loudness = 0.1, int rate = 16000) {
  Stereo sound{.rate = rate};
  std::uint32_t seed = 1;
  double low = 0;
  for (std::size_t i = 0; i < sound.at(seconds); ++i) {
    seed = seed * 1664525U + 1013904223U;
    low += 0.2 * (static_cast<double>(seed) / 2147483648.0 - 1 - low);
    const double t = static_cast<double>(i) / rate;
    const double swell = 0.6 + 0.4 * std::sin(2 * std::numbers::pi * 3 * t);
    sound.left.push_back(static_cast<float>(3 * loudness * swell * low));
  }
  sound.right = sound.left;
  return sound;
}

inline void add_tone(std::vector<float>& channel, int rate, double frequency, double amplitude) {
  for (std::size_t i = 0; i < channel.size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    channel[i] += static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * frequency * t));
  }
}

/// What is heard in it, fed in blocks of `piece` samples, without samples and with an end.
inline Events listen(const Stereo& sound, const AudioConfig& config = {},
                     std::size_t piece = 1000) {
  Audio audio;
  audio.configure(config);
  Events events;
  for (std::size_t from = 0; from < sound.left.size(); from += piece) {
    const std::byte* const channels[] = {
        reinterpret_cast<const std::byte*>(sound.left.data() + from),
        reinterpret_cast<const std::byte*>(sound.right.data() + from)};
    const AudioBlock block{
        .channels = channels,
        .step = sizeof(float),
        .rate = sound.rate,
        .frames = std::min(piece, sound.left.size() - from),
        .time = Time(static_cast<Time::rep>(from) * Time::period::den / sound.rate),
        .left_right = true};
    for (std::size_t done = 0; done < block.frames;) done += audio.process(block, done, events);
  }
  audio.finish("eos", events);
  return events;
}

inline Events begins(const Events& events) {
  Events found;
  std::copy_if(events.begin(), events.end(), std::back_inserter(found),
               [](const Event& event) { return event.phase == Phase::begin; });
  return found;
}

/// Null if it has none of that name.
inline const Detail* detail_of(const Event& event, const std::string& name) {
  for (const auto& [key, value] : event.details)
    if (key == name) return &value;
  return nullptr;
}

/// The kinds of all begins, in order.
inline std::string heard(const Stereo& sound, const AudioConfig& config = {}) {
  std::string kinds;
  for (const Event& event : begins(listen(sound, config)))
    kinds += (kinds.empty() ? "" : " ") + event.kind;
  return kinds;
}

}  // namespace vqa::test
