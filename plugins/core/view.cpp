// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/view.h"

#include <array>
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

void unpack_words(const PlaneView& picture, const std::uint8_t* row, bool swap,
                  std::span<std::uint16_t> out) {
  const unsigned mask = (1U << picture.depth) - 1;
  for (int x = 0; x < picture.width; ++x) {
    auto word = load<std::uint16_t>(row + std::ptrdiff_t{x} * picture.step);
    if (swap) word = swap_bytes(word);
    out[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>((word >> picture.shift) & mask);
  }
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
void read_samples(const std::byte* at, std::ptrdiff_t step, double scale, std::span<float> out) {
  for (float& sample : out) {
    sample = static_cast<float>(static_cast<double>(load<T>(at)) * scale);
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

VideoFrame first_field(VideoFrame frame) {
  for (PlaneView* plane : {&frame.luma, &frame.cb, &frame.cr}) {
    plane->height = (plane->height + 1) / 2;
    plane->stride *= 2;
  }
  frame.interlaced = false;
  return frame;
}

}  // namespace vqa
