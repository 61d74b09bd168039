// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "avsync/flashes.h"
#include "core/mask.h"
#include "core/view.h"

namespace vqa {

/// A picture as the means of 32x18 cells, whatever its size: all that is ever compared of it.
struct PictureCells {
  static constexpr int kCols = 32, kRows = 18;
  static constexpr std::size_t kCells = std::size_t{kCols} * kRows;
  static constexpr float kUnseen = -1;  ///< masked

  std::array<float, kCells> mean{};  ///< luma, in steps of 255

  float at(int col, int row) const {
    return mean[static_cast<std::size_t>(row) * kCols + static_cast<std::size_t>(col)];
  }
  Flashes::Lumas lumas() const;
};

/// What of a picture is compared with that of another tap: 8x6 cells.
struct PicturePrint {
  static constexpr int kCols = 8, kRows = 6;
  static constexpr std::size_t kCells = std::size_t{kCols} * kRows;
  std::array<float, kCells> mean{};
};

/// The print of a picture of which `cells` shows the middle only, this share of its width and
/// height: 1 for all of it.
PicturePrint print_of(const PictureCells& cells, double share);

/// Measures the cells of pictures.
class CellMeter {
 public:
  void set_mask(const Mask& mask);
  PictureCells measure(const PlaneView& picture);

 private:
  void prepare(const PlaneView& picture);

  Mask mask_;
  int width_ = 0, height_ = 0;
  std::array<int, PictureCells::kCols + 1> lefts_{};
  std::array<int, PictureCells::kRows + 1> tops_{};
  std::array<std::uint8_t, PictureCells::kCells> masked_{};
  std::vector<std::uint16_t> row_;
};

}  // namespace vqa
