// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vqa::impair {

/// One thing to put into a clip, written KIND@START+DURATION with times in seconds.
struct Defect {
  enum class Kind : std::uint8_t {
    freeze,  ///< the picture stands still
    clock,   ///< the picture stands still, but a clock in it goes on: no defect, but bait
  };
  Kind kind = Kind::freeze;
  double start = 0;
  double duration = 0;

  double end() const { return start + duration; }
  /// Would a good monitor report it?
  bool is_defect() const { return kind != Kind::clock; }
};

const char* to_string(Defect::Kind kind);
/// The kinds, as the help text lists them.
std::string known_kinds();

/// Nothing, with `problem` saying what is wrong, if `text` is no defect.
std::optional<Defect> parse_defect(std::string_view text, std::string& problem);

/// Sorts by start. Nothing, or what is wrong with them as a whole: two at a time, or one that does
/// not fit into a clip of `seconds`.
std::optional<std::string> arrange(std::vector<Defect>& defects, double seconds);

/// The defect that is on at a time, or null.
const Defect* defect_at(const std::vector<Defect>& defects, double seconds);

}  // namespace vqa::impair
