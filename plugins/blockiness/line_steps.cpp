// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/line_steps.h"

#include <algorithm>

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for every
// instruction set, by including this very file again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blockiness/line_steps.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vqa::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kMargin = 5;         // samples before the first step, and behind the last
constexpr float kNeighbours = 6;           // steps that are the change around one
constexpr float kNoise = 4 * kNeighbours;  // one level of each
constexpr float kMost = 8;
constexpr std::uint16_t kLargest = 4 * 48;

using Floats = hn::ScalableTag<float>;
using Words = hn::Rebind<std::uint16_t, Floats>;
using V = hn::Vec<Words>;

HWY_INLINE V step_at(const std::uint16_t* at) {
  const V a = hn::LoadU(Words(), at - 1), b = hn::LoadU(Words(), at);
  return hn::Or(hn::SaturatedSub(a, b), hn::SaturatedSub(b, a));
}

HWY_INLINE hn::Vec<Floats> floats(V words) {
  return hn::ConvertTo(Floats(), hn::PromoteTo(hn::RebindToSigned<Floats>(), words));
}

int one_step_at(const std::uint16_t* at) {
  return at[0] > at[-1] ? at[0] - at[-1] : at[-1] - at[0];
}

void add_steps(const std::uint16_t* HWY_RESTRICT line, std::size_t size, float* HWY_RESTRICT sums,
               float* HWY_RESTRICT count) {
  const Floats d;
  const auto one = hn::Set(d, 1);
  std::size_t x = kMargin;
  for (; x + hn::Lanes(d) + kMargin <= size + 1; x += hn::Lanes(d)) {
    const std::uint16_t* at = line + x;
    const V step = step_at(at);
    V around = hn::Add(step_at(at - 4), step_at(at - 3));
    around = hn::Add(around, hn::Add(step_at(at - 2), step_at(at + 2)));
    around = hn::Add(around, hn::Add(step_at(at + 3), step_at(at + 4)));
    const V all = hn::Add(hn::Add(around, step), hn::Add(step_at(at - 1), step_at(at + 1)));
    const V counts =
        hn::IfThenElseZero(hn::Eq(step, hn::Min(step, hn::Set(Words(), kLargest))), step);
    const auto times = hn::Div(hn::Mul(floats(counts), hn::Set(d, kNeighbours)),
                               hn::Add(floats(around), hn::Set(d, kNoise)));
    hn::StoreU(hn::Add(hn::LoadU(d, sums + x), hn::Min(times, hn::Set(d, kMost))), d, sums + x);
    hn::StoreU(hn::Add(hn::LoadU(d, count + x), hn::Min(floats(all), one)), d, count + x);
  }
  for (; x + kMargin <= size; ++x) {
    const std::uint16_t* at = line + x;
    int around = 0;
    for (const int away : {-4, -3, -2, 2, 3, 4}) around += one_step_at(at + away);
    const int step = one_step_at(at);
    const float counts = step <= kLargest ? static_cast<float>(step) : 0;
    sums[x] += std::min(kMost, counts * kNeighbours / (static_cast<float>(around) + kNoise));
    count[x] += around + step + one_step_at(at - 1) + one_step_at(at + 1) > 0 ? 1.0F : 0.0F;
  }
}

}  // namespace vqa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vqa {

HWY_EXPORT(add_steps);

void add_line_steps(const std::uint16_t* line, std::size_t size, float* sums, float* count) {
  HWY_DYNAMIC_DISPATCH(add_steps)(line, size, sums, count);
}

}  // namespace vqa
#endif
