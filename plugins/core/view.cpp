// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/view.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace vqa {
namespace {

template <class T>
T load(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

constexpr bool kBigEndianHost = std::endian::native == std::endian::big;

std::uint16_t swap_bytes(std::uint16_t word) {
  return static_cast<std::uint16_t>((word << 8) | (word >> 8));
}

void unpack_words(const PlaneView& picture, const std::uint8_t* row, bool swap,
                  std::span<std::uint16_t> out) {
  const unsigned mask = (1U << picture.depth) - 1;
  for (int x = 0; x < picture.width; ++x) {
    auto word = load<std::uint16_t>(row + std::ptrdiff_t{x} * picture.step);
    if (swap) word = swap_bytes(word);
    out[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>((word >> picture.shift) & mask);
  }
}

// Samples that lie side by side, as in most pictures: compilers make vectors of that.
void unpack_adjacent_words(const PlaneView& picture, const std::uint8_t* row,
                           std::span<std::uint16_t> out) {
  const unsigned mask = (1U << picture.depth) - 1, shift = static_cast<unsigned>(picture.shift);
  for (std::size_t x = 0; x < out.size(); ++x)
    out[x] = static_cast<std::uint16_t>((load<std::uint16_t>(row + 2 * x) >> shift) & mask);
}

// Where in each group of four words the samples of six pixels begin: word and bit.
struct V210Place {
  int word, bit;
};
constexpr std::array<V210Place, 6> kV210Luma = {
    {{0, 10}, {1, 0}, {1, 20}, {2, 10}, {3, 0}, {3, 20}}};
constexpr std::array<V210Place, 3> kV210Cb = {{{0, 0}, {1, 10}, {2, 20}}};
constexpr std::array<V210Place, 3> kV210Cr = {{{0, 20}, {2, 0}, {3, 10}}};

template <std::size_t kSamples>
void unpack_v210(const std::uint8_t* row, const std::array<V210Place, kSamples>& places,
                 std::span<std::uint16_t> out) {
  for (std::size_t x = 0; x < out.size(); ++x) {
    const auto& place = places[x % kSamples];
    const std::uint8_t* at = row + x / kSamples * 16 + static_cast<std::size_t>(place.word) * 4;
    const std::uint32_t word = at[0] | at[1] << 8 | at[2] << 16 | std::uint32_t{at[3]} << 24;
    out[x] = static_cast<std::uint16_t>((word >> place.bit) & 0x3FF);
  }
}

template <class T>
void read_floats(const std::byte* at, std::ptrdiff_t step, std::span<float> out) {
  for (float& sample : out) {
    const auto value = static_cast<float>(load<T>(at));
    sample = std::isfinite(value) ? std::clamp(value, -kLoudest, kLoudest) : 0;
    at += step;
  }
}

void read_words(const std::byte* at, std::ptrdiff_t step, std::span<float> out) {
  for (float& sample : out) {
    sample = static_cast<float>(load<std::int16_t>(at)) * 0x1p-15F;
    at += step;
  }
}

/// Words of 32 bits, the lower `depth` of which count.
void read_long_words(const std::byte* at, std::ptrdiff_t step, int depth, bool swap,
                     std::span<float> out) {
  for (float& sample : out) {
    auto bits = load<std::uint32_t>(at);
    if (swap) bits = bits << 24 | (bits & 0xFF00) << 8 | (bits >> 8 & 0xFF00) | bits >> 24;
    sample = static_cast<float>(static_cast<std::int32_t>(bits << (32 - depth))) * 0x1p-31F;
    at += step;
  }
}

/// Whole numbers of two or three bytes.
void read_bytes(const std::byte* at, std::ptrdiff_t step, std::size_t bytes, bool big_endian,
                std::span<float> out) {
  for (float& sample : out) {
    std::uint32_t bits = 0;  // at the upper end
    for (std::size_t i = 0; i < bytes; ++i)
      bits = bits >> 8 | std::to_integer<std::uint32_t>(at[big_endian ? bytes - 1 - i : i]) << 24;
    sample = static_cast<float>(static_cast<std::int32_t>(bits)) * 0x1p-31F;
    at += step;
  }
}

template <class T>
void read_swapped_floats(const std::byte* at, std::ptrdiff_t step, std::span<float> out) {
  for (float& sample : out) {
    std::array<std::byte, sizeof(T)> bytes;
    std::reverse_copy(at, at + sizeof(T), bytes.begin());
    read_floats<T>(bytes.data(), 0, {&sample, 1});
    at += step;
  }
}

}  // namespace

void unpack_row(const PlaneView& picture, int y, std::span<std::uint16_t> out) {
  const std::uint8_t* row = picture.row(y);
  out = out.first(static_cast<std::size_t>(picture.width));
  switch (picture.packing) {
    case Packing::bytes:
      for (std::size_t x = 0; x < out.size(); ++x) {
        out[x] = row[x * static_cast<std::size_t>(picture.step)];
      }
      return;
    case Packing::words_le:
      if (picture.step == 2 && !kBigEndianHost) return unpack_adjacent_words(picture, row, out);
      return unpack_words(picture, row, kBigEndianHost, out);
    case Packing::words_be:
      return unpack_words(picture, row, !kBigEndianHost, out);
    case Packing::v210:
      return unpack_v210(row, kV210Luma, out);
    case Packing::v210_cb:
      return unpack_v210(row, kV210Cb, out);
    case Packing::v210_cr:
      return unpack_v210(row, kV210Cr, out);
  }
}

void read_channel(const AudioBlock& block, std::size_t channel, std::size_t from,
                  std::span<float> out) {
  const std::ptrdiff_t step = block.step;
  const std::byte* at = block.channels[channel] + static_cast<std::ptrdiff_t>(from) * step;
  const bool big_endian = block.swapped != kBigEndianHost;
  switch (block.type) {
    case SampleType::s16:
      if (block.swapped) return read_bytes(at, step, 2, big_endian, out);
      return read_words(at, step, out);
    case SampleType::s24:
      return read_bytes(at, step, 3, big_endian, out);
    case SampleType::s24_32:
      return read_long_words(at, step, 24, block.swapped, out);
    case SampleType::s32:
      return read_long_words(at, step, 32, block.swapped, out);
    case SampleType::f32:
      if (block.swapped) return read_swapped_floats<float>(at, step, out);
      return read_floats<float>(at, step, out);
    case SampleType::f64:
      if (block.swapped) return read_swapped_floats<double>(at, step, out);
      return read_floats<double>(at, step, out);
  }
}

VideoFrame first_field(VideoFrame frame) {
  for (PlaneView* plane : {&frame.luma, &frame.cb, &frame.cr}) {
    plane->height = (plane->height + 1) / 2;
    plane->stride *= 2;
  }
  frame.interlaced = false;
  return frame;
}

}  // namespace vqa
