// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "blockiness/quality.h"
#include "support/allocations.h"
#include "unit/blockiness_coded.h"

namespace vqa::test {
namespace blockiness_quality_test {

constexpr int kWidth = CodedPicture::kWidth, kHeight = CodedPicture::kHeight;
constexpr Time kFrame = 40ms, kLook = 640ms;

/// Another picture, at another size.
int scaled(const Picture& picture, int x, int y, double scale) {
  const double u = std::max(0.0, (x + 0.5) / scale - 0.5),
               v = std::max(0.0, (y + 0.5) / scale - 0.5);
  const int left = static_cast<int>(u), top = static_cast<int>(v);
  const double across = u - left, down = v - top;
  const auto at = [&](int column, int row) {
    return static_cast<double>(picture.get(column, row));
  };
  const auto row = [&](int from) {
    return (1 - across) * at(left, from) + across * at(left + 1, from);
  };
  return static_cast<int>(std::lround((1 - down) * row(top) + down * row(top + 1)));
}

struct Measured {
  double value = 0, confidence = 0;
  Details details{};

  double number(const std::string& name) const {
    for (const auto& [key, value] : details)
      if (key == name) return std::get<double>(value);
    return -1;
  }
  std::string reason() const {
    for (const auto& [key, value] : details)
      if (key == "reason") return std::get<std::string>(value);
    return "";
  }
};

Measured measured(const Quality& quality) {
  Measured result{quality.value(), quality.confidence()};
  quality.describe(result.details);
  return result;
}

Measured measure(const Picture& picture, const std::string& mask = "", bool interlaced = false) {
  Quality quality;
  std::string problem;
  quality.set_mask(*Mask::parse(mask, problem));
  EXPECT_TRUE(quality.look({.luma = picture.view(), .interlaced = interlaced}));
  return measured(quality);
}

template <class Shade>
Measured measure_painted(Shade shade) {
  Picture picture(kWidth, kHeight);
  paint(picture, shade);
  return measure(picture);
}

TEST(Quality, RisesWithWhatIsSeenOfTheGrid) {
  constexpr double kScales[] = {1, 1.5, 0.67};
  double last[] = {-1, -1, -1};
  for (const double off : {0.0, 2.0, 4.0, 8.0, 16.0}) {
    Picture large(kWidth * 2, kHeight * 2);
    paint(large, [&](int x, int y) { return coded(x, y, off); });
    for (std::size_t i = 0; i < std::size(kScales); ++i) {
      const double scale = kScales[i];
      SCOPED_TRACE(testing::Message() << off << " scaled by " << scale);
      const Measured now =
          measure_painted([&](int x, int y) { return scaled(large, x, y, scale); });
      EXPECT_GT(now.value, last[i]);
      EXPECT_LE(now.value, 1);
      last[i] = now.value;
      if (off < 8) continue;
      EXPECT_NEAR(now.number("grid_width"), 8 * scale, 0.03);
      EXPECT_NEAR(now.number("grid_height"), 8 * scale, 0.03);
      EXPECT_GT(now.confidence, 0.5);
    }
  }
  for (const double most : last) EXPECT_GT(most, 0.5);
}

TEST(Quality, SaysWhereTheGridIs) {
  const Measured found = measure_painted([](int x, int y) { return coded(x + 3, y + 6, 8); });
  EXPECT_NEAR(found.number("grid_left"), 5, 0.3);
  EXPECT_NEAR(found.number("grid_top"), 2, 0.3);
}

TEST(Quality, WithoutAGridIsNotSure) {
  const Measured found = measure_painted([](int x, int y) { return coded(x, y, 0); });
  EXPECT_LT(found.value, 0.05);
  EXPECT_LE(found.confidence, 0.2);
  EXPECT_GT(found.confidence, 0) << "it is known that there is none";
}

TEST(Quality, SaysWhenThereIsNoGrid) {
  std::mt19937 random(1);
  Picture noise(kWidth, kHeight);
  int without = 0;
  for (int i = 0; i < 5; ++i) {
    noise.fill_random(random);
    const Measured found = measure(noise);
    EXPECT_LT(found.value, 0.05);
    EXPECT_LT(found.confidence, 0.2);
    without += found.reason() == "no grid" ? 1 : 0;
  }
  EXPECT_GE(without, 3);
}

TEST(Quality, OfBarsNoiseAndTinyPicturesIsBounded) {
  std::mt19937 random(1);
  for (const auto& [width, height] :
       {std::pair{kWidth, kHeight}, {16, 16}, {1, 1}, {63, 64}, {64, 63}, {300, 8}, {5, 500}}) {
    Picture noise(width, height), bars(width, height), grid(width, height);
    noise.fill_random(random);
    paint(bars, [bar = width / 7 + 1](int x, int) { return 16 + x / bar * 30; });
    paint(grid, [](int x, int y) { return (x / 8 + y / 8) % 2 * 255; });
    for (const Picture* picture : {&noise, &bars, &grid}) {
      const Measured found = measure(*picture);
      EXPECT_GE(found.value, 0);
      EXPECT_LE(found.value, 0.4) << width << "x" << height;
      EXPECT_GE(found.confidence, 0);
      EXPECT_LE(found.confidence, 1);
      if (std::max(width, height) < 64) {
        EXPECT_EQ(found.confidence, 0);
        EXPECT_EQ(found.reason(), "picture too small");
      }
    }
  }
}

TEST(Quality, WhereNothingIsSeenNothingIsKnown) {
  Picture grey(kWidth, kHeight);
  grey.fill(128);
  EXPECT_EQ(measure(grey).confidence, 0);
  EXPECT_EQ(measure(grey).reason(), "nothing to be seen");
  paint(grey, [](int x, int y) { return coded(x, y, 8); });
  EXPECT_EQ(measure(grey, "0,0,100%,100%").reason(), "nothing to be seen");
}

TEST(Quality, DoesNotMindALetterboxOrAPillarbox) {
  const double whole = measure_painted([](int x, int y) { return coded(x, y, 8); }).value;
  const double wide = measure_painted([](int x, int y) {
                        return y < 36 || y >= kHeight - 36 ? 16 : coded(x, y - 36, 8);
                      }).value;
  const double narrow = measure_painted([](int x, int y) {
                          return x < 60 || x >= kWidth - 60 ? 16 : coded(x - 60, y, 8);
                        }).value;
  EXPECT_NEAR(wide, whole, 0.15);
  EXPECT_NEAR(narrow, whole, 0.15);
}

TEST(Quality, LooksOnlyAtWhatIsNotMasked) {
  Picture picture(kWidth, kHeight);
  paint(picture, [](int x, int y) { return coded(x, y, x < 240 ? 8 : 0); });
  EXPECT_GT(measure(picture, "240,0,240,100%").value, measure(picture).value);
  EXPECT_LT(measure(picture, "0,0,256,100%").value, 0.1);
}

TEST(Quality, OfInterlacedPicturesTakesTheColumnsOfAField) {
  Picture picture(kWidth, kHeight);
  paint(picture, [](int x, int y) { return y % 2 == 0 ? coded(x, y / 2, 8) : 255 - x % 200; });
  const Measured found = measure(picture, "", true);
  EXPECT_NEAR(found.number("grid_width"), 8, 0.05);
  EXPECT_EQ(found.number("grid_height"), -1);
  EXPECT_GT(found.value, 0.4);
}

TEST(Quality, IsOverTwoSeconds) {
  const CodedPicture good(1), bad(16);
  Quality quality;
  int news = 0;
  const auto play = [&](const Picture& picture, Time from, Time until) {
    for (Time time = from; time < until; time += kFrame)
      news += quality.look({.luma = picture.view(), .time = time}) ? 1 : 0;
    return quality.value();
  };
  const double before = play(good, 0s, 4s);
  EXPECT_LE(news, 5);
  EXPECT_GE(news, 3);
  const double soon = play(bad, 4s, 5500ms), later = play(bad, 5500ms, 8s);
  EXPECT_LT(before, soon);
  EXPECT_LT(soon, later);
  EXPECT_NEAR(later, measure(bad).value, 0.02);
  quality.forget();
  EXPECT_EQ(quality.confidence(), 0);
  EXPECT_TRUE(quality.look({.luma = good.view(), .time = 8s}));
}

TEST(Quality, AllocatesNothingOnceTheSizeIsKnown) {
  const CodedPicture picture(4);
  Quality quality;
  Time time{};
  const auto look = [&] { quality.look({.luma = picture.view(), .time = time += kLook}); };
  EXPECT_GT(allocations_in(look), 0U);
  for (int i = 0; i < 4; ++i) look();
  EXPECT_EQ(allocations_in([&] {
              for (int i = 0; i < 4; ++i) look();
            }),
            0U);
}

}  // namespace blockiness_quality_test
}  // namespace vqa::test
