// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/effect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "impair/noise.h"

namespace vqa::impair {
namespace {

using Id = Kind::Id;

constexpr int kMacroblock = 16;

// In the order of the words of the parameter.
constexpr std::array<Colour, 2> kNothing = {{
    {0, 0, 0},        // memory that nobody wrote to
    {128, 128, 128},  // a prediction from nothing
}};

int whole(double size, int limit, int raster) {
  const int cells = std::max(static_cast<int>(std::lround(size / raster)), 1);
  return std::min(cells, std::max(limit / raster, 1)) * raster;
}

// A box of such a share of the picture, on a raster; where it is follows from the defect, so that
// it stays there.
Box place(const Defect& defect, const Picture& picture, int raster) {
  const double side = std::sqrt(defect.value("area"));
  Random random(static_cast<std::uint64_t>(defect.first));
  Box box;
  box.width = whole(picture.width() * side, picture.width(), raster);
  // (What the raster took away or added on one side, the other one makes good.)
  box.height = whole(defect.value("area") * picture.width() * picture.height() / box.width,
                     picture.height(), raster);
  const auto somewhere = [&](int room) {
    return static_cast<int>(random.share() * (room / raster + 1)) * raster;
  };
  box.x = somewhere(std::max(picture.width() - box.width, 0));
  box.y = somewhere(std::max(picture.height() - box.height, 0));
  return box;
}

// A square of the mean of its colours.
void blur(Picture& picture, const Box& square) {
  const int right = std::min(square.x + square.width, picture.width());
  const int bottom = std::min(square.y + square.height, picture.height());
  int luma = 0, cb = 0, cr = 0, count = 0;
  for (int y = square.y; y < bottom; y += 2) {
    for (int x = square.x; x < right; x += 2, ++count) {
      luma += picture.luma(x, y);
      cb += picture.cb(x / 2, y / 2);
      cr += picture.cr(x / 2, y / 2);
    }
  }
  if (count == 0) return;
  const auto mean = [count](int sum) { return static_cast<std::uint8_t>(sum / count); };
  picture.fill(square, {mean(luma), mean(cb), mean(cr)});
}

void draw_mosaic(const Defect& defect, Picture& picture) {
  const int size = static_cast<int>(defect.value("size")) / 2 * 2;
  const Box box = place(defect, picture, size);
  for (int y = box.y; y < box.y + box.height; y += size) {
    for (int x = box.x; x < box.x + box.width; x += size) blur(picture, {x, y, size, size});
  }
}

// Lines that let half of the picture through.
void draw_grid(int size, Picture& picture) {
  constexpr int kLine = 200;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      if (x % size != 0 && y % size != 0) continue;
      picture.luma(x, y) = static_cast<std::uint8_t>((picture.luma(x, y) + kLine) / 2);
    }
  }
}

void draw_flash(Picture& picture) {
  constexpr double kStrength = 0.7;
  const auto lit = [](std::uint8_t value, std::uint8_t white) {
    return static_cast<std::uint8_t>(std::lround(value + (white - value) * kStrength));
  };
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      picture.luma(x, y) = lit(picture.luma(x, y), kWhite.luma);
    }
  }
  for (int y = 0; y < picture.height(); y += 2) {
    for (int x = 0; x < picture.width(); x += 2) {
      picture.cb(x / 2, y / 2) = lit(picture.cb(x / 2, y / 2), kWhite.cb);
      picture.cr(x / 2, y / 2) = lit(picture.cr(x / 2, y / 2), kWhite.cr);
    }
  }
}

bool flashes(const Defect& defect, double frames, double frames_a_second) {
  const double every = std::max(std::round(defect.value("every") * frames_a_second), 1.0);
  return std::fmod(frames, every) < defect.value("frames");
}

}  // namespace

void draw_effect(const Defect& defect, double frames, double frames_a_second, Picture& picture) {
  switch (defect.kind->id) {
    case Id::fill:
      picture.fill(place(defect, picture, kMacroblock),
                   kNothing[static_cast<std::size_t>(defect.value("colour"))]);
      break;
    case Id::mosaic:
      draw_mosaic(defect, picture);
      break;
    case Id::grid:
      draw_grid(static_cast<int>(defect.value("size")), picture);
      break;
    case Id::flash:
      if (flashes(defect, frames, frames_a_second)) draw_flash(picture);
      break;
    default:
      break;
  }
}

}  // namespace vqa::impair
