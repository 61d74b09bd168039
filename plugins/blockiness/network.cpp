// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/network.h"

#include <algorithm>
#include <array>
#include <cmath>

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for every
// instruction set, by including this very file again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blockiness/network.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vqa::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kUnits = CellWeights::kHidden;

// One vector of cells: sums of four hidden units at a time, which stay in registers.
template <class D>
HWY_INLINE hn::Vec<D> judge(D d, const std::array<const float*, Signs::kCellSigns>& signs,
                            std::size_t cell, const float* bias, const CellWeights& weights) {
  static_assert(kUnits % 4 == 0);
  hn::Vec<D> out = hn::Set(d, weights.out_bias);
  const hn::Vec<D> zero = hn::Zero(d);
  for (std::size_t unit = 0; unit < kUnits; unit += 4) {
    hn::Vec<D> a = hn::Set(d, bias[unit]), b = hn::Set(d, bias[unit + 1]);
    hn::Vec<D> c = hn::Set(d, bias[unit + 2]), e = hn::Set(d, bias[unit + 3]);
    const float* weight = weights.from_signs + unit;
    for (const float* sign : signs) {
      const hn::Vec<D> value = hn::LoadU(d, sign + cell);
      a = hn::MulAdd(value, hn::Set(d, weight[0]), a);
      b = hn::MulAdd(value, hn::Set(d, weight[1]), b);
      c = hn::MulAdd(value, hn::Set(d, weight[2]), c);
      e = hn::MulAdd(value, hn::Set(d, weight[3]), e);
      weight += kUnits;
    }
    out = hn::MulAdd(hn::Max(a, zero), hn::Set(d, weights.to_out[unit]), out);
    out = hn::MulAdd(hn::Max(b, zero), hn::Set(d, weights.to_out[unit + 1]), out);
    out = hn::MulAdd(hn::Max(c, zero), hn::Set(d, weights.to_out[unit + 2]), out);
    out = hn::MulAdd(hn::Max(e, zero), hn::Set(d, weights.to_out[unit + 3]), out);
  }
  return out;
}

constexpr std::size_t kChunk = 64;  // cells whose roots stay in the first cache

void suspect(const Signs& signs, const float* bias, const CellWeights& weights, BlockValues& out) {
  const hn::CappedTag<float, kChunk> d;
  const std::size_t lanes = hn::Lanes(d), cells = out.size();
  alignas(64) float roots[Signs::kCellSigns][kChunk];
  alignas(64) float results[kChunk];
  std::array<const float*, Signs::kCellSigns> rows;
  for (std::size_t i = 0; i < Signs::kCellSigns; ++i) rows[i] = roots[i];
  for (std::size_t first = 0; first < cells; first += kChunk) {
    const std::size_t count = std::min(kChunk, cells - first);
    for (std::size_t i = 0; i < Signs::kCellSigns; ++i) {
      const float* values = signs.cells[i].data() + first;
      std::size_t x = 0;
      for (; x + lanes <= count; x += lanes)
        hn::Store(hn::Sqrt(hn::LoadU(d, values + x)), d, roots[i] + x);
      for (; x < count; ++x) roots[i][x] = std::sqrt(values[x]);
    }
    for (std::size_t x = 0; x < count; x += lanes)
      hn::Store(judge(d, rows, x, bias, weights), d, results + x);
    std::copy_n(results, count, out.data() + first);
  }
}

}  // namespace vqa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vqa {

HWY_EXPORT(suspect);

void suspect_cells(const Signs& signs, const CellWeights& weights, BlockValues& out) {
  constexpr std::size_t kUnits = CellWeights::kHidden;
  out.resize(signs.cells[0].size());
  // What is the same in all cells.
  float bias[kUnits];
  std::copy_n(weights.hidden_bias, kUnits, bias);
  const float* weight = weights.from_signs + Signs::kCellSigns * kUnits;
  for (const float sign : signs.frame) {
    for (std::size_t unit = 0; unit < kUnits; ++unit) bias[unit] += std::sqrt(sign) * weight[unit];
    weight += kUnits;
  }
  HWY_DYNAMIC_DISPATCH(suspect)(signs, bias, weights, out);
}

}  // namespace vqa
#endif
