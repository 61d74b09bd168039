// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "impair/kind.h"

namespace vqa::impair {

/// One thing to put into a clip, written KIND@START+DURATION[:NAME=VALUE,...] with times in
/// seconds.
struct Defect {
  const Kind* kind = nullptr;
  double start = 0;
  double duration = 0;
  std::vector<double> values;  ///< one for each parameter of the kind

  // Where it is in the clip: from this frame up to, but not including, that one.
  std::int64_t first = 0, end = 0;
  // Of the sound, the same in samples.
  std::int64_t from = 0, to = 0;

  double value(std::string_view parameter) const;
  /// Of a parameter whose value is a word.
  const char* word(std::string_view parameter) const;
  /// What a good monitor reports while it is on, as DETECTOR/KIND: nothing, if null.
  const char* report() const;
  /// Does it break parts of pictures? Which ones, only the finished clip can tell.
  bool breaks() const;
};

std::string describe(const Defect& defect);

/// A number as people write it.
std::string number(double value);

/// Nothing, with `problem` saying what is wrong and how to write it, if `text` is no defect.
std::optional<Defect> parse_defect(std::string_view text, std::string& problem);

}  // namespace vqa::impair
