// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/view.h"

#include <bit>
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

void unpack_words(const LumaView& picture, const std::uint8_t* row, bool swap,
                  std::span<std::uint16_t> out) {
  const unsigned mask = (1U << picture.depth) - 1;
  for (int x = 0; x < picture.width; ++x) {
    auto word = load<std::uint16_t>(row + std::ptrdiff_t{x} * picture.step);
    if (swap) word = swap_bytes(word);
    out[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>((word >> picture.shift) & mask);
  }
}

void unpack_v210(const std::uint8_t* row, std::span<std::uint16_t> out) {
  // Luma of six pixels: bits 10-19 of word 0, 0-9 and 20-29 of word 1, 10-19 of word 2,
  // 0-9 and 20-29 of word 3.
  static constexpr struct {
    int word, bit;
  } kPlace[6] = {{0, 10}, {1, 0}, {1, 20}, {2, 10}, {3, 0}, {3, 20}};
  for (std::size_t x = 0; x < out.size(); ++x) {
    const auto& place = kPlace[x % 6];
    const std::uint8_t* at = row + x / 6 * 16 + static_cast<std::size_t>(place.word) * 4;
    const std::uint32_t word = at[0] | at[1] << 8 | at[2] << 16 | std::uint32_t{at[3]} << 24;
    out[x] = static_cast<std::uint16_t>((word >> place.bit) & 0x3FF);
  }
}

template <class T>
void read_samples(const std::byte* at, std::ptrdiff_t step, double scale, std::span<float> out) {
  for (float& sample : out) {
    sample = static_cast<float>(static_cast<double>(load<T>(at)) * scale);
    at += step;
  }
}

}  // namespace

void unpack_row(const LumaView& picture, int y, std::span<std::uint16_t> out) {
  const std::uint8_t* row = picture.row(y);
  out = out.first(static_cast<std::size_t>(picture.width));
  switch (picture.packing) {
    case Packing::bytes:
      for (std::size_t x = 0; x < out.size(); ++x) {
        out[x] = row[x * static_cast<std::size_t>(picture.step)];
      }
      return;
    case Packing::words_le:
      return unpack_words(picture, row, kBigEndianHost, out);
    case Packing::words_be:
      return unpack_words(picture, row, !kBigEndianHost, out);
    case Packing::v210:
      return unpack_v210(row, out);
  }
}

void read_channel(const AudioBlock& block, int channel, std::span<float> out) {
  const std::byte* at = block.data + channel * block.channel_step;
  out = out.first(block.frames);
  switch (block.type) {
    case SampleType::s16:
      return read_samples<std::int16_t>(at, block.frame_step, 1.0 / 32768.0, out);
    case SampleType::s32:
      return read_samples<std::int32_t>(at, block.frame_step, 1.0 / 2147483648.0, out);
    case SampleType::f32:
      return read_samples<float>(at, block.frame_step, 1.0, out);
    case SampleType::f64:
      return read_samples<double>(at, block.frame_step, 1.0, out);
  }
}

}  // namespace vqa
