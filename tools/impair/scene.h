// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vqa::impair {

/// A picture in I420 without padding, as appsrc takes it.
class Picture {
 public:
  Picture(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  std::size_t bytes() const { return memory_.size(); }
  const std::uint8_t* data() const { return memory_.data(); }

  /// A rectangle in one colour, cut off at the edges of the picture.
  void fill(int x, int y, int width, int height, std::uint8_t luma, std::uint8_t cb,
            std::uint8_t cr);
  std::uint8_t& luma(int x, int y) { return memory_[at(width_, x, y)]; }
  std::uint8_t luma(int x, int y) const { return memory_[at(width_, x, y)]; }
  std::uint8_t& cb(int x, int y) { return memory_[cb_at(x, y)]; }
  std::uint8_t cb(int x, int y) const { return memory_[cb_at(x, y)]; }
  std::uint8_t& cr(int x, int y) { return memory_[cb_at(x, y) + chroma_size()]; }
  std::uint8_t cr(int x, int y) const { return memory_[cb_at(x, y) + chroma_size()]; }

 private:
  static std::size_t at(int stride, int x, int y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(stride) +
           static_cast<std::size_t>(x);
  }
  std::size_t cb_at(int x, int y) const { return chroma_ + at(width_ / 2, x, y); }
  std::size_t chroma_size() const { return at(width_ / 2, 0, height_ / 2); }

  int width_, height_;
  std::size_t chroma_;
  std::vector<std::uint8_t> memory_;
};

/// The built-in scene: a landscape that a camera pans over, a ball that bounces through it, and
/// grain.
class Scene {
 public:
  /// For pictures of this size.
  Scene(int width, int height);
  /// Draws the scene as it is `seconds` after its beginning.
  void draw(Picture& picture, double seconds) const;

 private:
  Picture landscape_;  ///< all that the camera pans over
};

/// Draws minutes, seconds and hundredths into the top left corner.
void draw_clock(Picture& picture, double seconds);

}  // namespace vqa::impair
