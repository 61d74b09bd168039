// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/sound_sums.h"

#include <algorithm>
#include <cmath>

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for every
// instruction set, by including this very file again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "audio/sound_sums.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vqa::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;
using V = hn::Vec<Floats>;

HWY_INLINE float sum_of(V v) { return hn::GetLane(hn::SumOfLanes(Floats(), v)); }

// Several sums at a time, so that none has to wait for the one before.
void correlate_some(const float* HWY_RESTRICT samples, std::size_t count,
                    float* HWY_RESTRICT sums) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d), whole = count / lanes * lanes;
  for (std::size_t lag = 0; lag < kLags; lag += 4) {
    V a = hn::Zero(d), b = a, c = a, e = a;
    for (std::size_t i = 0; i < whole; i += lanes) {
      const float* const later = samples + i + lag;
      const V now = hn::LoadU(d, samples + i);
      a = hn::MulAdd(now, hn::LoadU(d, later), a);
      b = hn::MulAdd(now, hn::LoadU(d, later + 1), b);
      c = hn::MulAdd(now, hn::LoadU(d, later + 2), c);
      e = hn::MulAdd(now, hn::LoadU(d, later + 3), e);
    }
    const float four[] = {sum_of(a), sum_of(b), sum_of(c), sum_of(e)};
    for (std::size_t k = 0; k < 4; ++k) {
      sums[lag + k] = four[k];
      for (std::size_t i = whole; i < count; ++i)
        sums[lag + k] += samples[i] * samples[i + lag + k];
    }
  }
}

void compare_some(const float* HWY_RESTRICT one, const float* HWY_RESTRICT other, std::size_t count,
                  Likeness& sums) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  V different = hn::Zero(d), all = different;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const V a = hn::LoadU(d, one + i), b = hn::LoadU(d, other + i), off = hn::Sub(a, b);
    different = hn::MulAdd(off, off, different);
    all = hn::MulAdd(a, a, hn::MulAdd(b, b, all));
  }
  sums = {.different = sum_of(different), .all = sum_of(all)};
  for (; i < count; ++i) {
    sums.different += (one[i] - other[i]) * (one[i] - other[i]);
    sums.all += one[i] * one[i] + other[i] * other[i];
  }
}

float largest_of(const float* HWY_RESTRICT samples, std::size_t count,
                 const float* HWY_RESTRICT filter) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  V most = hn::Zero(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    V a = hn::Zero(d), b = a;
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      const V weight = hn::Set(d, filter[tap]);
      a = hn::MulAdd(weight, hn::LoadU(d, samples + i + tap), a);
      b = hn::MulAdd(weight, hn::LoadU(d, samples + i + lanes + tap), b);
    }
    most = hn::Max(most, hn::Max(hn::Abs(a), hn::Abs(b)));
  }
  float found = hn::GetLane(hn::MaxOfLanes(d, most));
  for (; i < count; ++i) {
    float sum = 0;
    for (std::size_t tap = 0; tap < kTaps; ++tap) sum += filter[tap] * samples[i + tap];
    found = std::max(found, std::abs(sum));
  }
  return found;
}

}  // namespace vqa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vqa {

HWY_EXPORT(correlate_some);
HWY_EXPORT(compare_some);
HWY_EXPORT(largest_of);

std::array<float, kLags> correlate(const float* samples, std::size_t count) {
  std::array<float, kLags> sums{};
  HWY_DYNAMIC_DISPATCH(correlate_some)(samples, count, sums.data());
  return sums;
}

Likeness compare(const float* one, const float* other, std::size_t count) {
  Likeness sums;
  HWY_DYNAMIC_DISPATCH(compare_some)(one, other, count, sums);
  return sums;
}

float largest_filtered(const float* samples, std::size_t count,
                       const std::array<float, kTaps>& filter) {
  return HWY_DYNAMIC_DISPATCH(largest_of)(samples, count, filter.data());
}

}  // namespace vqa
#endif
