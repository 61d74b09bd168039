// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/row_sums.h"

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for every
// instruction set, by including this very file again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/row_sums.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vqa::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR  // which has no vectors: there the loops for the remainder do it all

// A sum covers 8 bytes of the row, and so does a 64-bit lane: vector i of the row belongs to
// vector i of the sums, whatever the vector size.
using Words64 = hn::ScalableTag<std::uint64_t>;

template <class V8>
HWY_INLINE hn::Vec<Words64> sum_lanes(hn::Repartition<std::uint8_t, Words64>, V8 bytes) {
  return hn::SumsOf8(bytes);
}

template <class V16>
HWY_INLINE hn::Vec<Words64> sum_lanes(hn::Repartition<std::uint16_t, Words64>, V16 words) {
  const hn::Repartition<std::uint32_t, Words64> d32;
  const Words64 d64;
  const auto pairs = hn::BitCast(d32, words);
  const auto twos = hn::Add(hn::And(pairs, hn::Set(d32, 0xFFFF)), hn::ShiftRight<16>(pairs));
  const auto wide = hn::BitCast(d64, twos);
  return hn::Add(hn::And(wide, hn::Set(d64, 0xFFFFFFFF)), hn::ShiftRight<32>(wide));
}

// A hint past the end of the picture does no harm.
template <class T>
HWY_INLINE void fetch_ahead(const T* row, std::ptrdiff_t ahead = kNearlyAhead) {
  hwy::Prefetch(reinterpret_cast<const std::uint8_t*>(row) + ahead);
}

template <class V>
HWY_INLINE V distance(V a, V b) {
  return hn::Or(hn::SaturatedSub(a, b), hn::SaturatedSub(b, a));
}

HWY_INLINE void add_to(std::uint64_t* sums, hn::Vec<Words64> more) {
  const Words64 d64;
  hn::StoreU(hn::Add(hn::LoadU(d64, sums), more), d64, sums);
}

#endif

template <class T>
HWY_INLINE void add_samples(const T* HWY_RESTRICT row, std::size_t width,
                            std::uint64_t* HWY_RESTRICT sums,
                            [[maybe_unused]] std::ptrdiff_t ahead) {
  constexpr std::size_t kPerSum = 8 / sizeof(T);
  std::size_t x = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::Repartition<T, Words64> d;
  for (; x + hn::Lanes(d) <= width; x += hn::Lanes(d)) {
    fetch_ahead(row + x, ahead);
    add_to(sums + x / kPerSum, sum_lanes(d, hn::LoadU(d, row + x)));
  }
#endif
  for (; x < width; ++x) sums[x / kPerSum] += row[x];
}

template <class T>
HWY_INLINE void add_both(const T* HWY_RESTRICT row, const T* HWY_RESTRICT previous,
                         std::size_t width, std::uint64_t* HWY_RESTRICT sums,
                         std::uint64_t* HWY_RESTRICT changes) {
  constexpr std::size_t kPerSum = 8 / sizeof(T);
  std::size_t x = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::Repartition<T, Words64> d;
  for (; x + hn::Lanes(d) <= width; x += hn::Lanes(d)) {
    fetch_ahead(row + x);
    fetch_ahead(previous + x);
    const auto now = hn::LoadU(d, row + x);
    add_to(sums + x / kPerSum, sum_lanes(d, now));
    add_to(changes + x / kPerSum, sum_lanes(d, distance(now, hn::LoadU(d, previous + x))));
  }
#endif
  for (; x < width; ++x) {
    sums[x / kPerSum] += row[x];
    changes[x / kPerSum] += row[x] > previous[x] ? row[x] - previous[x] : previous[x] - row[x];
  }
}

void add8(const std::uint8_t* row, std::size_t width, std::uint64_t* sums, std::ptrdiff_t ahead) {
  add_samples(row, width, sums, ahead);
}
void add16(const std::uint16_t* row, std::size_t width, std::uint64_t* sums, std::ptrdiff_t ahead) {
  add_samples(row, width, sums, ahead);
}
void both8(const std::uint8_t* row, const std::uint8_t* previous, std::size_t width,
           std::uint64_t* sums, std::uint64_t* changes) {
  add_both(row, previous, width, sums, changes);
}
void both16(const std::uint16_t* row, const std::uint16_t* previous, std::size_t width,
            std::uint64_t* sums, std::uint64_t* changes) {
  add_both(row, previous, width, sums, changes);
}
const char* target() { return hwy::TargetName(HWY_TARGET); }

}  // namespace vqa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vqa {

HWY_EXPORT(add8);
HWY_EXPORT(add16);
HWY_EXPORT(both8);
HWY_EXPORT(both16);
HWY_EXPORT(target);

void add_row(const std::uint8_t* row, std::size_t width, std::uint64_t* sums,
             std::ptrdiff_t ahead) {
  HWY_DYNAMIC_DISPATCH(add8)(row, width, sums, ahead);
}
void add_row(const std::uint16_t* row, std::size_t width, std::uint64_t* sums,
             std::ptrdiff_t ahead) {
  HWY_DYNAMIC_DISPATCH(add16)(row, width, sums, ahead);
}
void add_row(const std::uint8_t* row, const std::uint8_t* previous, std::size_t width,
             std::uint64_t* sums, std::uint64_t* changes) {
  HWY_DYNAMIC_DISPATCH(both8)(row, previous, width, sums, changes);
}
void add_row(const std::uint16_t* row, const std::uint16_t* previous, std::size_t width,
             std::uint64_t* sums, std::uint64_t* changes) {
  HWY_DYNAMIC_DISPATCH(both16)(row, previous, width, sums, changes);
}
const char* row_sums_target() { return HWY_DYNAMIC_DISPATCH(target)(); }

}  // namespace vqa
#endif
