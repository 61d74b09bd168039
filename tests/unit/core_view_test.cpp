// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "core/view.h"
#include "support/pictures.h"

namespace vqa {
namespace core_view_test {

using Samples = std::vector<std::uint16_t>;

Samples row_of(const PlaneView& view, int y) {
  Samples out(static_cast<std::size_t>(view.width));
  unpack_row(view, y, out);
  return out;
}

// Bytes written by hand: the formats as their documents have them, not as our own helper does.
TEST(UnpackRow, ReadsBytes) {
  const std::array<std::uint8_t, 8> memory = {1, 2, 3, 255, 9, 8, 7, 6};
  EXPECT_EQ(row_of({.data = memory.data(), .width = 4, .height = 2, .stride = 4}, 1),
            (Samples{9, 8, 7, 6}));
  EXPECT_EQ(row_of({.data = memory.data(), .width = 2, .height = 2, .stride = 4, .step = 2}, 0),
            (Samples{1, 3}));
  EXPECT_EQ(row_of({.data = memory.data() + 1, .width = 2, .height = 1, .stride = 8, .step = 2}, 0),
            (Samples{2, 255}));
}

TEST(UnpackRow, ReadsWordsOfBothByteOrders) {
  const std::array<std::uint8_t, 4> memory = {0x01, 0x02, 0xFF, 0x03};
  PlaneView view{
      .data = memory.data(), .width = 2, .height = 1, .stride = 4, .step = 2, .depth = 16};
  view.packing = Packing::words_le;
  EXPECT_EQ(row_of(view, 0), (Samples{0x0201, 0x03FF}));
  view.packing = Packing::words_be;
  EXPECT_EQ(row_of(view, 0), (Samples{0x0102, 0xFF03}));
}

TEST(UnpackRow, LeavesOutUnusedBitsOnBothSides) {
  // 10 bits at the top of the word, with rubbish below: P010.
  const std::array<std::uint8_t, 4> top = {0xFF, 0xFF, 0x7F, 0x80};
  EXPECT_EQ(row_of({.data = top.data(),
                    .width = 2,
                    .height = 1,
                    .stride = 4,
                    .step = 2,
                    .depth = 10,
                    .shift = 6,
                    .packing = Packing::words_le},
                   0),
            (Samples{1023, 0x201}));
  // 10 bits at the bottom, with rubbish above.
  const std::array<std::uint8_t, 2> bottom = {0x34, 0xFE};
  EXPECT_EQ(row_of({.data = bottom.data(),
                    .width = 1,
                    .height = 1,
                    .stride = 2,
                    .step = 2,
                    .depth = 10,
                    .packing = Packing::words_le},
                   0),
            (Samples{0x234}));
}

TEST(UnpackRow, ReadsV210) {
  // Words of Cr/Y/Cb triples; luma 1..8, all chroma bits set, two bits unused.
  const std::array<std::uint32_t, 8> words = {0x3FFU | 1U << 10 | 0x3FFU << 20,
                                              2U | 0x3FFU << 10 | 3U << 20,
                                              0x3FFU | 4U << 10 | 0x3FFU << 20,
                                              5U | 0x3FFU << 10 | 6U << 20,
                                              0x3FFU | 7U << 10 | 0x3FFU << 20,
                                              1023U | 0x3FFU << 10 | 9U << 20,
                                              0xFFFFFFFFU,
                                              0xFFFFFFFFU};
  std::array<std::uint8_t, 32> memory{};
  for (std::size_t i = 0; i < memory.size(); ++i) {
    memory[i] = static_cast<std::uint8_t>(words[i / 4] >> (8 * (i % 4)));
  }
  PlaneView view{.data = memory.data(),
                 .width = 8,
                 .height = 1,
                 .stride = 32,
                 .depth = 10,
                 .packing = Packing::v210};
  EXPECT_EQ(row_of(view, 0), (Samples{1, 2, 3, 4, 5, 6, 7, 1023}));
  view.width = 5;
  EXPECT_EQ(row_of(view, 0), (Samples{1, 2, 3, 4, 5}));
}

TEST(UnpackRow, ReadsBackEveryLayoutOfATestPicture) {
  using test::Picture;
  const Picture::Layout layouts[] = {
      {.width = 13, .height = 3, .padding = 5},
      {.width = 13, .height = 3, .step = 4, .offset = 1},
      {.width = 13, .height = 3, .depth = 12, .step = 2, .packing = Packing::words_be, .offset = 1},
      {.width = 13, .height = 3, .depth = 10, .shift = 6, .step = 2, .packing = Packing::words_le},
      {.width = 13, .height = 3, .depth = 16, .step = 8, .packing = Packing::words_le},
      {.width = 13, .height = 3, .depth = 10, .packing = Packing::v210, .padding = 3},
  };
  std::mt19937 random(1);
  for (const auto& layout : layouts) {
    Picture picture(layout);
    picture.fill_random(random);
    for (int y = 0; y < 3; ++y) {
      const Samples row = row_of(picture.view(), y);
      for (int x = 0; x < 13; ++x) EXPECT_EQ(row[static_cast<std::size_t>(x)], picture.get(x, y));
    }
  }
}

TEST(UnpackRow, WritesNoMoreThanTheWidth) {
  const std::array<std::uint8_t, 4> memory = {1, 2, 3, 4};
  Samples out(6, 777);
  unpack_row({.data = memory.data(), .width = 3, .height = 1, .stride = 4}, 0, out);
  EXPECT_EQ(out, (Samples{1, 2, 3, 777, 777, 777}));
}

TEST(PlaneView, ShapeIsWhatMakesSamplesComparable) {
  const PlaneView view{.width = 8, .height = 4, .stride = 8};
  PlaneView other = view;
  other.stride = 64;
  EXPECT_TRUE(view.same_shape(other));
  const auto differs = [&view](auto change) {
    PlaneView changed = view;
    change(changed);
    return !view.same_shape(changed);
  };
  EXPECT_TRUE(differs([](PlaneView& v) { v.width = 9; }));
  EXPECT_TRUE(differs([](PlaneView& v) { v.height = 5; }));
  EXPECT_TRUE(differs([](PlaneView& v) { v.depth = 10; }));
  EXPECT_TRUE(differs([](PlaneView& v) { v.shift = 6; }));
  EXPECT_TRUE(differs([](PlaneView& v) { v.step = 2; }));
  EXPECT_TRUE(differs([](PlaneView& v) { v.packing = Packing::words_be; }));
}

template <class T>
struct TypeTag;
template <>
struct TypeTag<std::int16_t> {
  static constexpr auto kType = SampleType::s16;
};
template <>
struct TypeTag<std::int32_t> {
  static constexpr auto kType = SampleType::s32;
};
template <>
struct TypeTag<float> {
  static constexpr auto kType = SampleType::f32;
};
template <>
struct TypeTag<double> {
  static constexpr auto kType = SampleType::f64;
};

template <class T>
class ReadChannel : public testing::Test {
 protected:
  // Full scale is 1, and the lowest integer is exactly -1.
  static T of(double level) {
    if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(level * -static_cast<double>(std::numeric_limits<T>::min()));
    } else {
      return static_cast<T>(level);
    }
  }
  // One byte in front, so that no sample is aligned.
  static std::vector<std::byte> memory_of(const std::vector<double>& levels) {
    std::vector<std::byte> memory(1 + levels.size() * sizeof(T));
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const T sample = of(levels[i]);
      std::memcpy(memory.data() + 1 + i * sizeof(T), &sample, sizeof sample);
    }
    return memory;
  }
};
using AllTypes = testing::Types<std::int16_t, std::int32_t, float, double>;
TYPED_TEST_SUITE(ReadChannel, AllTypes, );

TYPED_TEST(ReadChannel, ReadsInterleavedSound) {
  const auto memory = this->memory_of({0.5, -1, 0, 0.25, -0.5, 0.75});
  const std::byte* const channels[] = {memory.data() + 1, memory.data() + 1 + sizeof(TypeParam)};
  const AudioBlock block{.channels = channels,
                         .step = 2 * sizeof(TypeParam),
                         .type = TypeTag<TypeParam>::kType,
                         .frames = 3};
  std::vector<float> out(3);
  read_channel(block, 0, 0, out);
  EXPECT_EQ(out, (std::vector<float>{0.5F, 0, -0.5F}));
  read_channel(block, 1, 0, out);
  EXPECT_EQ(out, (std::vector<float>{-1, 0.25F, 0.75F}));
}

TYPED_TEST(ReadChannel, ReadsPartsOfPlanarSound) {
  const auto memory = this->memory_of({0.5, -1, 0, 0.25, -0.5, 0.75});
  const std::byte* const channels[] = {memory.data() + 1,
                                       memory.data() + 1 + 3 * sizeof(TypeParam)};
  const AudioBlock block{.channels = channels,
                         .step = sizeof(TypeParam),
                         .type = TypeTag<TypeParam>::kType,
                         .frames = 3};
  std::vector<float> out(2);
  read_channel(block, 1, 1, out);
  EXPECT_EQ(out, (std::vector<float>{-0.5F, 0.75F}));
}

TYPED_TEST(ReadChannel, ReadsTheOtherByteOrder) {
  auto memory = this->memory_of({0.5, -1, 0.25});
  for (std::size_t at = 1; at < memory.size(); at += sizeof(TypeParam)) {
    const auto first = memory.begin() + static_cast<std::ptrdiff_t>(at);
    std::reverse(first, first + sizeof(TypeParam));
  }
  const std::byte* const channels[] = {memory.data() + 1};
  std::vector<float> out(3);
  read_channel({.channels = channels,
                .step = sizeof(TypeParam),
                .type = TypeTag<TypeParam>::kType,
                .swapped = true,
                .frames = 3},
               0, 0, out);
  EXPECT_EQ(out, (std::vector<float>{0.5F, -1, 0.25F}));
}

std::vector<float> read_bytes(const std::vector<std::uint8_t>& bytes, SampleType type, int step,
                              bool swapped) {
  const auto* const first = reinterpret_cast<const std::byte*>(bytes.data());
  std::vector<float> out(bytes.size() / static_cast<std::size_t>(step));
  read_channel({.channels = std::span(&first, 1),
                .step = step,
                .type = type,
                .swapped = swapped,
                .frames = out.size()},
               0, 0, out);
  return out;
}

TEST(ReadChannelOf24Bits, KnowsWhereTheyAre) {
  constexpr bool kBig = std::endian::native == std::endian::big;
  EXPECT_EQ(read_bytes({0, 0, 0x40, 0, 0, 0x80}, SampleType::s24, 3, kBig),
            (std::vector<float>{0.5F, -1}));
  EXPECT_EQ(read_bytes({0x40, 0, 0, 0x80, 0, 0}, SampleType::s24, 3, !kBig),
            (std::vector<float>{0.5F, -1}));
  // The fourth byte is rubbish.
  EXPECT_EQ(read_bytes({0, 0, 0x40, 0xFF, 0, 0, 0x80, 7}, SampleType::s24_32, 4, kBig),
            (std::vector<float>{0.5F, -1}));
  EXPECT_EQ(read_bytes({9, 0xC0, 0, 0}, SampleType::s24_32, 4, !kBig), (std::vector<float>{-0.5F}));
}

TEST(ReadChannelOfFloats, HoldsWhatIsNoSoundOff) {
  const float memory[] = {std::numeric_limits<float>::quiet_NaN(),
                          -std::numeric_limits<float>::infinity(), 1e30F, -2.0F};
  const auto* const first = reinterpret_cast<const std::byte*>(memory);
  std::vector<float> out(4);
  read_channel({.channels = std::span(&first, 1), .step = sizeof(float), .frames = 4}, 0, 0, out);
  EXPECT_EQ(out, (std::vector<float>{0, 0, kLoudest, -2}));
}

TEST(FirstField, HasEveryOtherRowFromTheFirstOn) {
  test::Picture luma(4, 5), chroma(2, 3);
  for (int y = 0; y < 5; ++y) luma.set(1, y, static_cast<unsigned>(10 * y));
  for (int y = 0; y < 3; ++y) chroma.set(1, y, static_cast<unsigned>(100 + y));
  const VideoFrame field = first_field({.luma = luma.view(),
                                        .cb = chroma.view(),
                                        .cr = chroma.view(),
                                        .time = 3s,
                                        .interlaced = true});
  EXPECT_FALSE(field.interlaced);
  EXPECT_EQ(field.time, 3s);
  ASSERT_EQ(field.luma.height, 3);
  for (int y = 0; y < 3; ++y) EXPECT_EQ(field.luma.row(y)[1], 20 * y);
  ASSERT_EQ(field.cr.height, 2);
  EXPECT_EQ(field.cb.row(1)[1], 102);
  EXPECT_EQ(field.cr.row(1)[1], 102);
}

}  // namespace core_view_test
}  // namespace vqa
