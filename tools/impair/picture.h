// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vqa::impair {

/// A part of a picture.
struct Box {
  int x = 0, y = 0, width = 0, height = 0;
};

struct Colour {
  std::uint8_t luma, cb, cr;
};

constexpr Colour kWhite = {235, 128, 128};
constexpr Colour kBlack = {16, 128, 128};

/// A picture in I420 without padding, of an even size, as appsrc takes it.
class Picture {
 public:
  Picture(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  std::size_t bytes() const { return memory_.size(); }
  const std::uint8_t* data() const { return memory_.data(); }
  std::uint8_t* data() { return memory_.data(); }

  /// A box in one colour, cut off at the edges of the picture.
  void fill(const Box& box, const Colour& colour);
  /// Copies a box, whose edges are even, from a picture of the same size.
  void copy(const Box& box, const Picture& from);

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

/// Mean difference of the luma of two pictures of the same size, in luma steps.
double difference(const Picture& one, const Picture& two);
/// Standard deviation of the luma: next to nothing for a black picture, tens for most others.
double contrast(const Picture& picture);
/// Weaves the second picture into the lower field of the first.
void weave(Picture& top, const Picture& bottom);

}  // namespace vqa::impair
