// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/camera.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace vqa::impair {
namespace {

// Places between pixels are in 1/256.
struct Tap {
  int first, second, weight;
};

struct Copying {
  const std::uint8_t* from;
  std::uint8_t* to;
  int width, height;
};

std::vector<Tap> taps(int count, double offset, double scale) {
  std::vector<Tap> list;
  for (int i = 0; i < count; ++i) {
    const double place = std::clamp(offset + (i + 0.5) * scale - 0.5, 0.0, count - 1.0);
    const int first = static_cast<int>(place);
    list.push_back({first, std::min(first + 1, count - 1),
                    static_cast<int>(std::lround((place - first) * 256))});
  }
  return list;
}

// Copies the part of a plane that begins at (x, y) and is `scale` times its size, bilinear.
void resample(const Copying& plane, double x, double y, double scale) {
  const std::vector<Tap> columns = taps(plane.width, x, scale);
  const std::vector<Tap> rows = taps(plane.height, y, scale);
  std::uint8_t* to = plane.to;
  for (const Tap& row : rows) {
    const std::uint8_t* upper = plane.from + static_cast<std::ptrdiff_t>(row.first) * plane.width;
    const std::uint8_t* lower = plane.from + static_cast<std::ptrdiff_t>(row.second) * plane.width;
    for (const Tap& column : columns) {
      const int left = upper[column.first] * (256 - row.weight) + lower[column.first] * row.weight;
      const int right =
          upper[column.second] * (256 - row.weight) + lower[column.second] * row.weight;
      *to++ = static_cast<std::uint8_t>(
          (left * (256 - column.weight) + right * column.weight + 32768) >> 16);
    }
  }
}

void resample(const Picture& still, double x, double y, double scale, Picture& into) {
  const int width = still.width(), height = still.height();
  // (Planes lie one behind the other.)
  const std::uint8_t* luma = still.data();
  const std::ptrdiff_t cb = static_cast<std::ptrdiff_t>(width) * height;
  const std::ptrdiff_t cr = cb + cb / 4;
  resample({luma, into.data(), width, height}, x, y, scale);
  resample({luma + cb, into.data() + cb, width / 2, height / 2}, x / 2, y / 2, scale);
  resample({luma + cr, into.data() + cr, width / 2, height / 2}, x / 2, y / 2, scale);
}

// Goes from 0 to `range` and back, again and again.
double there_and_back(double way, double range) {
  const double at = std::fmod(way, 2 * range);
  return at < range ? at : 2 * range - at;
}

}  // namespace

void draw_pan(const Picture& still, double pixels_per_frame, double frames, Picture& into) {
  constexpr double kSeen = 0.75;  // share of the still that is in view
  const double range = still.width() * (1 - kSeen);
  const double x = there_and_back(pixels_per_frame * kSeen * frames, range);
  resample(still, x, still.height() * (1 - kSeen) / 2, kSeen, into);
}

void draw_zoom(const Picture& still, double share_per_frame, double frames, Picture& into) {
  constexpr double kNearest = 0.5;  // share of the still that is in view then
  const double scale = 1 - there_and_back(share_per_frame * frames, 1 - kNearest);
  resample(still, still.width() * (1 - scale) / 2, still.height() * (1 - scale) / 2, scale, into);
}

void draw_dimmed(const Picture& still, double brightness, Picture& into) {
  const int weight = static_cast<int>(std::lround(std::clamp(brightness, 0.0, 1.0) * 4096));
  const auto luma =
      static_cast<std::size_t>(still.width()) * static_cast<std::size_t>(still.height());
  for (std::size_t i = 0; i < still.bytes(); ++i) {
    const int rest = i < luma ? kBlack.luma : kBlack.cb;
    into.data()[i] =
        static_cast<std::uint8_t>(rest + ((still.data()[i] - rest) * weight + 2048) / 4096);
  }
}

}  // namespace vqa::impair
