// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/time.h"

namespace vqa {

/// How the luma samples of a picture lie in memory.
enum class Packing : std::uint8_t {
  bytes,     ///< one byte a sample
  words_le,  ///< 16-bit words, little endian
  words_be,  ///< 16-bit words, big endian
  v210,      ///< 10-bit 4:2:2, six pixels in four 32-bit little-endian words: their luma
  v210_cb,   ///< ... and their chroma
  v210_cr,
};

/// A look at one component of somebody else's picture: nothing is owned, nothing is copied.
struct PlaneView {
  const std::uint8_t* data = nullptr;
  int width = 0;
  int height = 0;
  std::ptrdiff_t stride = 0;  ///< bytes from row to row
  int step = 1;               ///< bytes from sample to sample (2 in packed 4:2:2)
  int depth = 8;              ///< significant bits, 8 to 16
  int shift = 0;              ///< unused bits below them (6 in P010)
  Packing packing = Packing::bytes;

  const std::uint8_t* row(int y) const { return data + y * stride; }
  bool same_shape(const PlaneView& other) const {
    return width == other.width && height == other.height && depth == other.depth &&
           shift == other.shift && packing == other.packing && step == other.step;
  }
};

/// Writes row `y` as plain samples of 0 .. 2^depth-1. `out` holds `width` samples.
void unpack_row(const PlaneView& picture, int y, std::span<std::uint16_t> out);

struct VideoFrame {
  PlaneView luma;
  PlaneView cb{},
      cr{};         ///< smaller than luma in most formats; without data in those without colour
  Time time{};      ///< running time
  Time duration{};  ///< 0 when unknown
  bool discont = false;     ///< the stream says that something is missing before this frame
  bool interlaced = false;  ///< its rows are of two moments, in turn
};

/// Every other row of an interlaced picture, from the first on: what there is of one moment.
VideoFrame first_field(VideoFrame frame);

enum class SampleType : std::uint8_t {
  s16,
  s24,     ///< in three bytes
  s24_32,  ///< in the lower three bytes of four
  s32,
  f32,
  f64,
};

/// A look at a stretch of sound, interleaved or planar.
struct AudioBlock {
  std::span<const std::byte* const> channels{};  ///< the first sample of each
  std::ptrdiff_t step = 0;                       ///< bytes from one sample of a channel to the next
  SampleType type = SampleType::f32;
  bool swapped = false;  ///< in the byte order that the host does not have
  int rate = 0;
  std::size_t frames = 0;   ///< samples of each channel
  Time time{};              ///< running time of the first frame
  bool left_right = false;  ///< the first two channels are the left and the right of one sound
};

/// Writes samples of one channel, from frame `from` on, as floats with full scale = 1. What is no
/// number is silent, and nothing is larger than kLoudest. `out` ends no later than the block.
void read_channel(const AudioBlock& block, std::size_t channel, std::size_t from,
                  std::span<float> out);
inline constexpr float kLoudest = 64;

}  // namespace vqa
