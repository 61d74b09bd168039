// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "impair/picture.h"

namespace vqa::impair {

/// What goes wrong is told in words.
using Problem = std::optional<std::string>;

/// A ratio that need not be whole, such as frames per second.
struct Ratio {
  int over = 1, under = 1;
  double value() const { return static_cast<double>(over) / under; }
  std::string text() const { return std::to_string(over) + "/" + std::to_string(under); }
  bool operator==(const Ratio&) const = default;
};

/// What all pictures of a clip have in common.
struct Format {
  int width = 640, height = 360;
  Ratio rate = {25, 1};  ///< of the pictures, which become frames, or fields
  Ratio pixel_aspect = {1, 1};
};

constexpr int kSoundRate = 48000;
constexpr int kSoundChannels = 2;
/// Interleaved samples.
using Sound = std::vector<std::int16_t>;

/// Pictures and sound that go on for ever.
class Programme {
 public:
  virtual ~Programme() = default;
  virtual Problem next(Picture& picture) = 0;
  /// Adds the next sound, so many samples per channel.
  virtual Problem sound(std::size_t samples, Sound& into) = 0;
  /// Has it begun again, because there was no more?
  virtual bool repeats() const = 0;
};

/// What the clip is made from: a programme that can be entered at any time.
struct Material {
  std::string name;
  double seconds = 0;  ///< until it repeats
  Format format;
  std::function<std::unique_ptr<Programme>(double start)> from;
};

/// A tone, for what has no sound of its own.
class Tone {
 public:
  void add(std::size_t samples, Sound& into);

 private:
  std::uint64_t position_ = 0;
};

}  // namespace vqa::impair
