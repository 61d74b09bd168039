// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "avsync/picture_cells.h"
#include "avsync/sound_print.h"
#include "core/time.h"

namespace vqa {

/// Prints of sound in a row, by their places. Where none came, nothing got louder.
class SoundTrack {
 public:
  void add(const SoundPrints& row);
  void forget_before(std::int64_t place);
  void clear() { prints_.clear(); }

  bool empty() const { return prints_.empty(); }
  std::int64_t begin() const { return begin_; }
  std::int64_t end() const { return begin_ + static_cast<std::int64_t>(prints_.size()); }
  const SoundPrint& at(std::int64_t place) const {
    return prints_[static_cast<std::size_t>(place - begin_)];
  }

 private:
  std::int64_t begin_ = 0;
  std::deque<SoundPrint> prints_;
};

/// A picture of the other tap, as small as it is kept.
struct ReferencePicture {
  Time time{};
  std::array<std::uint8_t, PicturePrint::kCells> mean{};

  static ReferencePicture of(Time time, const PictureCells& cells);
};

/// A picture of our own.
struct OwnPicture {
  Time time{};
  PictureCells cells;
};

}  // namespace vqa
