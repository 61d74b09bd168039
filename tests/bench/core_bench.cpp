// SPDX-License-Identifier: LGPL-2.1-or-later
// How long the block maps and the cells take, as a ratio to copying the same luma plane: a figure
// that travels better from machine to machine than milliseconds do. The last line is the same as
// JSON.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "blockiness/cells.h"
#include "blockiness/quality.h"
#include "blockiness/signs.h"
#include "core/block_map.h"
#include "core/row_sums.h"
#include "freeze/freeze.h"

namespace vqa {
namespace {

constexpr int kRounds = 31;
constexpr int kWarmUp = 3;

struct Shape {
  int width, height, depth;
  const char* name;
};
constexpr Shape kShapes[] = {{1920, 1080, 8, "1080p 8 bit"},
                             {1920, 1080, 10, "1080p 10 bit"},
                             {3840, 2160, 8, "2160p 8 bit"},
                             {3840, 2160, 10, "2160p 10 bit"}};

/// Luma planes of noise, packed as decoders hand them over.
class Plane {
 public:
  explicit Plane(const Shape& shape, unsigned seed) : shape_(shape) {
    memory_.resize(static_cast<std::size_t>(shape.width) * static_cast<std::size_t>(shape.height) *
                   bytes());
    std::minstd_rand random(seed);
    const std::uint8_t high = static_cast<std::uint8_t>((1 << (shape.depth - 8)) - 1);
    for (std::size_t i = 0; i < memory_.size(); ++i) {
      const auto byte = static_cast<std::uint8_t>(random() >> 8);
      memory_[i] = bytes() == 2 && i % 2 == 1 ? byte & high : byte;
    }
  }
  PlaneView view() const {
    const int step = static_cast<int>(bytes());
    return {.data = memory_.data(),
            .width = shape_.width,
            .height = shape_.height,
            .stride = std::ptrdiff_t{shape_.width} * step,
            .step = step,
            .depth = shape_.depth,
            .packing = step == 2 ? Packing::words_le : Packing::bytes};
  }
  const std::vector<std::uint8_t>& memory() const { return memory_; }

 private:
  std::size_t bytes() const { return shape_.depth > 8 ? 2 : 1; }

  Shape shape_;
  std::vector<std::uint8_t> memory_;
};

double milliseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Round after round of all kinds of work, so that whatever else the machine does hits them alike.
std::vector<double> interleaved(const std::vector<std::function<void()>>& works) {
  std::vector<std::vector<double>> times(works.size());
  for (int round = -kWarmUp; round < kRounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      const double time = milliseconds(works[i]);
      if (round >= 0) times[i].push_back(time);
    }
  }
  std::vector<double> medians;
  for (auto& one : times) medians.push_back(median(std::move(one)));
  return medians;
}

struct Figures {
  double copy, means, change, freeze, cells, signs;  // milliseconds a frame
  double looks;                                      // milliseconds each 1.28 s
};

Figures measure(const Shape& shape) {
  const Plane picture(shape, 1), previous(shape, 2);
  std::vector<std::uint8_t> copy(picture.memory().size());
  BlockMapper mapper;
  BlockValues means, change;
  Freeze freeze;
  Events events;
  Time time{};
  CellReader reader;
  CellMaps maps;
  SignReader sign_reader;
  Signs signs;
  Quality quality;
  Time look{};
  bool turn = false;
  const auto medians = interleaved({
      [&] { std::memcpy(copy.data(), picture.memory().data(), copy.size()); },
      [&] { mapper.means(picture.view(), means); },
      [&] { mapper.means_and_change(picture.view(), previous.view(), means, change); },
      [&] { freeze.process({.luma = picture.view(), .time = time += 40ms}, events); },
      [&] { reader.read({.luma = ((turn = !turn) ? picture : previous).view()}, maps); },
      [&] { sign_reader.read(reader.grid(), maps, true, signs); },
      [&] {
        for (const PlaneView& view : {picture.view(), previous.view()})
          quality.look({.luma = view, .time = look += 640ms});
      },
  });
  // Looked at, so that no work can be left out.
  if (means.empty() || change.empty() || copy != picture.memory() || signs.frame[0] < 0 ||
      quality.value() < 0)
    std::abort();
  return {medians[0], medians[1], medians[2], medians[3], medians[4], medians[5], medians[6]};
}

std::string json_of(const Shape& shape, const Figures& figures) {
  char text[400];
  std::snprintf(text, sizeof text,
                R"({"width":%d,"height":%d,"depth":%d,"memcpy_ms":%.4f,"means_to_memcpy":%.3f,)"
                R"("means_and_change_to_memcpy":%.3f,"freeze_ms":%.4f,)"
                R"("cells_to_memcpy":%.3f,"signs_to_memcpy":%.3f,"two_looks_ms":%.3f})",
                shape.width, shape.height, shape.depth, figures.copy, figures.means / figures.copy,
                figures.change / figures.copy, figures.freeze, figures.cells / figures.copy,
                figures.signs / figures.copy, figures.looks);
  return text;
}

int run() {
  std::printf("Instruction set %s, median of %d interleaved rounds\n\n", row_sums_target(),
              kRounds);
  std::printf("%-13s %10s %14s %18s %15s %14s %14s %14s\n", "luma plane", "memcpy ms",
              "means/memcpy", "with change/memcpy", "Freeze ms/frame", "cells/memcpy",
              "signs/memcpy", "two looks ms");
  std::string json;
  for (const Shape& shape : kShapes) {
    const Figures figures = measure(shape);
    std::printf("%-13s %10.3f %14.2f %18.2f %15.3f %14.2f %14.2f %14.3f\n", shape.name,
                figures.copy, figures.means / figures.copy, figures.change / figures.copy,
                figures.freeze, figures.cells / figures.copy, figures.signs / figures.copy,
                figures.looks);
    json += (json.empty() ? "" : ",") + json_of(shape, figures);
  }
  std::printf("\n{\"benchmark\":\"core\",\"target\":\"%s\",\"rounds\":%d,\"shapes\":[%s]}\n",
              row_sums_target(), kRounds, json.c_str());
  return 0;
}

}  // namespace
}  // namespace vqa

int main() { return vqa::run(); }
