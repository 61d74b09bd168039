// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace vqa::impair {

/// What a kind of defect can be told, written NAME=VALUE.
struct Parameter {
  const char* name;
  const char* meaning;
  double fallback, min, max;
  /// If there are any, the value is one of these words, and held as its index.
  std::vector<const char*> words = {};
  bool whole = false;  ///< a whole number
};

/// What can be put into a clip: a defect, or bait, which looks or sounds like a defect and is none.
struct Kind {
  enum class Id : std::uint8_t {
    freeze,
    overlay,
    stutter,
    drop,
    black,
    solid,
    bars,
    loss,
    corrupt,
    fill,
    region,
    slate,
    pan,
    zoom,
    fade,
    still,
    dim,
    mosaic,
    grid,
    flash,
    cuts,
    mute,
    dropout,
    repeat,
    click,
    clipping,
    hum,
    invert,
    gain,
    av_offset,
    restamp,
    hush,
    fadeout,
    staccato,
    applause,
    drums,
    bass,
    mono,
    loud,
  };
  Id id;
  const char* name;
  bool is_defect;
  const char* meaning;
  const char* example;
  std::vector<Parameter> parameters = {};

  /// Is it in the sound, rather than in the picture?
  bool heard() const { return id >= Id::mute; }
};

/// All of them.
const std::vector<Kind>& kinds();

// Their parts.
std::vector<Kind> picture_defects();
std::vector<Kind> picture_baits();
std::vector<Kind> sound_defects();
std::vector<Kind> sound_baits();

}  // namespace vqa::impair
