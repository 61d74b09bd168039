// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vqa {

struct BlockGrid;

/// Rectangles of the picture that a detector ignores: a clock, a channel logo, a ticker.
/// Written as "x,y,w,h;x,y,w,h", each number in pixels or, with a % sign, in percent.
class Mask {
 public:
  /// Nothing, with `problem` saying what is wrong and what is expected, if `text` is no mask.
  static std::optional<Mask> parse(std::string_view text, std::string& problem);

  bool empty() const { return rectangles_.empty(); }
  /// One flag a block: does any masked pixel lie in it?
  std::vector<std::uint8_t> blocks(const BlockGrid& grid) const;

 private:
  struct Length {
    double value = 0;
    bool percent = false;
    double pixels(int size) const { return percent ? value * size / 100 : value; }
  };
  struct Rectangle {
    Length x, y, width, height;
  };
  static std::optional<Length> parse_length(std::string_view text);
  static std::optional<Rectangle> parse_rectangle(std::string_view text);

  std::vector<Rectangle> rectangles_;
};

}  // namespace vqa
