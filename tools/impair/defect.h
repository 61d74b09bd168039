// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// What can be put into a clip: a defect, or bait, which looks like a defect and is none.
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
  };
  Id id;
  const char* name;
  bool is_defect;
  const char* meaning;
  const char* example;
  std::vector<Parameter> parameters = {};
};

/// All of them, in the order of their ids.
const std::vector<Kind>& kinds();

/// One thing to put into a clip, written KIND@START+DURATION[:NAME=VALUE,...] with times in
/// seconds.
struct Defect {
  const Kind* kind = nullptr;
  double start = 0;
  double duration = 0;
  std::vector<double> values;  ///< one for each parameter of the kind

  // Where it is in the clip: from this frame up to, but not including, that one.
  std::int64_t first = 0, end = 0;

  double value(std::string_view parameter) const;
  /// Of a parameter whose value is a word.
  const char* word(std::string_view parameter) const;
  /// What a good monitor reports while it is on, as DETECTOR/KIND: nothing, if null.
  const char* report() const;
  /// Does it break parts of pictures? Which ones, only the finished clip can tell.
  bool breaks() const;
};

std::string describe(const Defect& defect);

/// Nothing, with `problem` saying what is wrong and how to write it, if `text` is no defect.
std::optional<Defect> parse_defect(std::string_view text, std::string& problem);

/// Finds the frames of each, and sorts them. Nothing, or what is wrong with them as a whole: two at
/// a time, one too short, or one that does not fit into a clip of so many frames.
std::optional<std::string> arrange(std::vector<Defect>& defects, double fps, std::int64_t frames);

/// The defect that is on in a frame, or null.
const Defect* defect_at(const std::vector<Defect>& defects, std::int64_t frame);

}  // namespace vqa::impair
