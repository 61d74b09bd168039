// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vqa {

struct Box {
  int x = 0, y = 0, width = 0, height = 0;
};

/// "x,y,width,height", as in the details of events.
std::optional<Box> parse_box(std::string_view text);

/// Pixels of blue, green, red and nothing.
struct Picture {
  Picture(int picture_width, int picture_height);
  std::uint8_t* row(int y) { return pixels.data() + static_cast<std::ptrdiff_t>(y) * width * 4; }

  int width, height;
  std::vector<std::uint8_t> pixels;
};

/// Draws a red frame around what is in the box, which may lie outside of the picture.
void outline(Picture& picture, const Box& box);

/// Throws std::runtime_error.
std::vector<std::uint8_t> to_jpeg(const Picture& picture);
/// Was it built in?
bool has_jpeg();

}  // namespace vqa
