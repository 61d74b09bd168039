// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/steps.h"

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for every
// instruction set, by including this very file again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blockiness/steps.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vqa::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::ScalableTag<std::uint8_t>;
using V = hn::Vec<Bytes>;

HWY_INLINE V distance(V a, V b) { return hn::Or(hn::SaturatedSub(a, b), hn::SaturatedSub(b, a)); }

HWY_INLINE V step(V before, V border, V after, V least, V most) {
  const V excess = hn::SaturatedSub(border, hn::Max(before, after));
  return hn::Min(hn::SaturatedSub(excess, least), most);
}

HWY_INLINE int distance_of(int a, int b) { return a > b ? a - b : b - a; }

void across(const std::uint8_t* const* rows, std::size_t width, StepLimits limits,
            std::uint8_t* HWY_RESTRICT steps) {
  const Bytes d;
  const V least = hn::Set(d, limits.least), most = hn::Set(d, limits.most);
  const std::uint8_t *first = rows[0], *second = rows[1], *third = rows[2], *fourth = rows[3];
  const auto vector = [&](std::size_t x) {
    const V a = hn::LoadU(d, first + x), b = hn::LoadU(d, second + x), c = hn::LoadU(d, third + x),
            e = hn::LoadU(d, fourth + x);
    hn::StoreU(step(distance(a, b), distance(b, c), distance(c, e), least, most), d, steps + x);
  };
  const std::size_t lanes = hn::Lanes(d);
  std::size_t x = 0;
  for (; x + lanes <= width; x += lanes) vector(x);
  // The last vector ends where the rows do, unless they are shorter than one.
  if (x < width && width >= lanes) return vector(width - lanes);
  for (; x < width; ++x)
    steps[x] = static_cast<std::uint8_t>(step_of(distance_of(first[x], second[x]),
                                                 distance_of(second[x], third[x]),
                                                 distance_of(third[x], fourth[x]), limits));
}

// A cell is one vector of 16 bytes, whose halves are summed up in one lane of 64 bits each.
#if HWY_TARGET != HWY_SCALAR
using Cell = hn::FixedTag<std::uint8_t, 16>;
using Words = hn::FixedTag<std::uint32_t, 4>;
using Floats = hn::FixedTag<float, 4>;
using Sums = hn::Vec<Words>;

HWY_INLINE Sums halves(hn::Vec<Cell> bytes) { return hn::BitCast(Words(), hn::SumsOf8(bytes)); }
HWY_INLINE hn::Vec<Floats> floats(Sums sums) {
  return hn::ConvertTo(Floats(), hn::BitCast(hn::RebindToSigned<Words>(), sums));
}

void borders(const std::uint8_t* HWY_RESTRICT upper, const std::uint8_t* HWY_RESTRICT lower,
             std::size_t cells, Borders* HWY_RESTRICT out) {
  alignas(16) static constexpr std::uint8_t kPlaces[16] = {0, 255, 255, 255, 0, 255, 255, 255,
                                                           0, 255, 255, 255, 0, 255, 255, 255};
  alignas(16) static constexpr std::uint8_t kFirsts[16] = {255, 0, 0, 0, 0, 0, 0, 0,
                                                           255, 0, 0, 0, 0, 0, 0, 0};
  alignas(16) static constexpr float kScales[4] = {2, 2, 2.0F / 12, 2.0F / 12};
  const Cell d;
  const auto places = hn::Load(d, kPlaces), firsts = hn::Load(d, kFirsts);
  const auto scales = hn::Load(Floats(), kScales);
  for (std::size_t i = 0; i < cells; ++i) {
    const auto least = hn::Min(hn::LoadU(d, upper + 16 * i), hn::LoadU(d, lower + 16 * i));
    const Sums parts = halves(hn::And(least, places));
    const Sums between = hn::Add(parts, hn::Shuffle1032(parts));
    const Sums ends = hn::BitCast(Words(), hn::And(least, firsts));
    // First, middle, and twice what is between.
    const auto all = hn::Mul(floats(hn::ConcatEven(Words(), between, ends)), scales);
    float four[4];
    hn::StoreU(all, Floats(), four);
    out[i] = {four[0], four[1], four[2]};
  }
}

void lesser_halves(const std::uint8_t* HWY_RESTRICT steps, std::size_t cells,
                   float* HWY_RESTRICT out) {
  for (std::size_t i = 0; i < cells; ++i) {
    const Sums sums = halves(hn::LoadU(Cell(), steps + 16 * i));
    out[i] = hn::GetLane(floats(hn::Min(sums, hn::Shuffle1032(sums))));
  }
}
#else
void borders(const std::uint8_t* upper, const std::uint8_t* lower, std::size_t cells,
             Borders* out) {
  for (std::size_t i = 0; i < cells; ++i, upper += 16, lower += 16) {
    int between = 0;
    for (int x = 0; x < 16; ++x) between += x % 4 == 0 ? 0 : std::min(upper[x], lower[x]);
    out[i] = {2.0F * std::min(upper[0], lower[0]), 2.0F * std::min(upper[8], lower[8]),
              static_cast<float>(between) * (2.0F / 12)};
  }
}

void lesser_halves(const std::uint8_t* steps, std::size_t cells, float* out) {
  for (std::size_t i = 0; i < cells; ++i, steps += 16) {
    int left = 0, right = 0;
    for (int x = 0; x < 8; ++x) {
      left += steps[x];
      right += steps[x + 8];
    }
    out[i] = static_cast<float>(std::min(left, right));
  }
}
#endif

}  // namespace vqa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vqa {

HWY_EXPORT(across);
HWY_EXPORT(borders);
HWY_EXPORT(lesser_halves);

void steps_across(const std::uint8_t* const (&rows)[4], std::size_t width, StepLimits limits,
                  std::uint8_t* steps) {
  HWY_DYNAMIC_DISPATCH(across)(rows, width, limits, steps);
}
void find_borders(const std::uint8_t* upper, const std::uint8_t* lower, std::size_t cells,
                  Borders* out) {
  HWY_DYNAMIC_DISPATCH(borders)(upper, lower, cells, out);
}
void find_lesser_halves(const std::uint8_t* steps, std::size_t cells, float* out) {
  HWY_DYNAMIC_DISPATCH(lesser_halves)(steps, cells, out);
}

}  // namespace vqa
#endif
