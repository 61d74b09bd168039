// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/picture.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace vqa::impair {

Picture::Picture(int width, int height)
    : width_(width), height_(height), chroma_(at(width, 0, height)) {
  memory_.resize(chroma_ + 2 * chroma_size());
}

void Picture::fill(const Box& box, const Colour& colour) {
  const int left = std::max(box.x, 0), right = std::min(box.x + box.width, width_);
  const int bottom = std::min(box.y + box.height, height_);
  if (left >= right) return;
  for (int row = std::max(box.y, 0); row < bottom; ++row) {
    std::memset(&luma(left, row), colour.luma, static_cast<std::size_t>(right - left));
    const auto chroma = static_cast<std::size_t>((right + 1) / 2 - left / 2);
    std::memset(&cb(left / 2, row / 2), colour.cb, chroma);
    std::memset(&cr(left / 2, row / 2), colour.cr, chroma);
  }
}

void Picture::copy(const Box& box, const Picture& from) {
  const auto width = static_cast<std::size_t>(box.width);
  for (int row = box.y; row < box.y + box.height; ++row) {
    std::memcpy(&luma(box.x, row), from.memory_.data() + at(width_, box.x, row), width);
  }
  for (int row = box.y / 2; row < (box.y + box.height) / 2; ++row) {
    const std::size_t place = cb_at(box.x / 2, row);
    std::memcpy(&memory_[place], &from.memory_[place], width / 2);
    std::memcpy(&memory_[place + chroma_size()], &from.memory_[place + chroma_size()], width / 2);
  }
}

double difference(const Picture& one, const Picture& two) {
  const auto pixels =
      static_cast<std::size_t>(one.width()) * static_cast<std::size_t>(one.height());
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < pixels; ++i) {
    sum += static_cast<std::uint64_t>(std::abs(one.data()[i] - two.data()[i]));
  }
  return static_cast<double>(sum) / static_cast<double>(pixels);
}

double contrast(const Picture& picture) {
  const auto pixels =
      static_cast<std::size_t>(picture.width()) * static_cast<std::size_t>(picture.height());
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < pixels; ++i) {
    const double luma = picture.data()[i];
    sum += luma;
    squares += luma * luma;
  }
  const double mean = sum / static_cast<double>(pixels);
  return std::sqrt(std::max(squares / static_cast<double>(pixels) - mean * mean, 0.0));
}

void weave(Picture& top, const Picture& bottom) {
  const auto width = static_cast<std::size_t>(top.width());
  for (int row = 1; row < top.height(); row += 2) {
    std::memcpy(&top.luma(0, row), bottom.data() + static_cast<std::size_t>(row) * width, width);
  }
  for (int row = 1; row < top.height() / 2; row += 2) {
    for (int x = 0; x < top.width() / 2; ++x) {
      top.cb(x, row) = bottom.cb(x, row);
      top.cr(x, row) = bottom.cr(x, row);
    }
  }
}

}  // namespace vqa::impair
