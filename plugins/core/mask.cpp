// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/mask.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/block_map.h"

namespace vqa {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

// Cuts the next part off the front of `text`.
std::string_view next_part(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = trim(text.substr(0, end));
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return part;
}

}  // namespace

std::optional<Mask::Length> Mask::parse_length(std::string_view text) {
  Length length;
  if (!text.empty() && text.back() == '%') {
    length.percent = true;
    text = trim(text.substr(0, text.size() - 1));
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length.value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || !std::isfinite(length.value) || length.value < 0) return std::nullopt;
  return length;
}

std::optional<Mask::Rectangle> Mask::parse_rectangle(std::string_view text) {
  std::array<Length, 4> numbers;
  if (std::count(text.begin(), text.end(), ',') != 3) return std::nullopt;
  for (auto& number : numbers) {
    const auto length = parse_length(next_part(text, ','));
    if (!length) return std::nullopt;
    number = *length;
  }
  return Rectangle{numbers[0], numbers[1], numbers[2], numbers[3]};
}

std::optional<Mask> Mask::parse(std::string_view text, std::string& problem) {
  Mask mask;
  while (!text.empty()) {
    const auto part = next_part(text, ';');
    if (part.empty()) continue;
    const auto rectangle = parse_rectangle(part);
    if (!rectangle) {
      problem = "\"" + std::string(part) +
                "\" is not a rectangle: write x,y,width,height in pixels or percent, such as "
                "\"1600,60,220,90\" or \"0,90%,100%,10%\", and a semicolon between rectangles";
      return std::nullopt;
    }
    mask.rectangles_.push_back(*rectangle);
  }
  return mask;
}

std::vector<std::uint8_t> Mask::blocks(const BlockGrid& grid) const {
  std::vector<std::uint8_t> masked(grid.size(), 0);
  for (const auto& rectangle : rectangles_) {
    const double left = rectangle.x.pixels(grid.width);
    const double top = rectangle.y.pixels(grid.height);
    const double right = left + rectangle.width.pixels(grid.width);
    const double bottom = top + rectangle.height.pixels(grid.height);
    if (right <= left || bottom <= top) continue;  // it holds no pixel
    for (int row = 0; row < grid.rows; ++row) {
      for (int col = 0; col < grid.cols; ++col) {
        if (left < grid.right(col) && right > grid.left(col) && top < grid.bottom(row) &&
            bottom > grid.top(row)) {
          masked[grid.at(col, row)] = 1;
        }
      }
    }
  }
  return masked;
}

}  // namespace vqa
