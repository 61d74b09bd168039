// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/cell_rows.h"

#include <algorithm>
#include <cstring>

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for every
// instruction set, by including this very file again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blockiness/cell_rows.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vqa::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR

// A sum covers 8 bytes, and so does a lane of 64 bits. No vector is longer than the margin.
using Bytes = hn::CappedTag<std::uint8_t, kRowMargin>;
using Sums = hn::Repartition<std::uint64_t, Bytes>;
using V = hn::Vec<Bytes>;

HWY_INLINE V distance(V a, V b) { return hn::Or(hn::SaturatedSub(a, b), hn::SaturatedSub(b, a)); }

template <int kShift>
HWY_INLINE void add_to(std::uint64_t* sums, hn::Vec<Sums> more) {
  const Sums d;
  hn::StoreU(hn::Add(hn::LoadU(d, sums), hn::ShiftLeft<kShift>(more)), d, sums);
}

// `rows` begin at x already: they may be copies of what is left of the others.
HWY_INLINE void take_vectors(FourRows& rows, FourOwnRows& kept, FourOwnRows& changes, std::size_t x,
                             std::uint64_t* HWY_RESTRICT shades) {
  const Bytes d;
  const V all = hn::Set(d, 255);
  auto moved = hn::Zero(Sums());
  for (int i = 0; i < 4; ++i) {
    const V now = hn::LoadU(d, rows[i]), before = hn::LoadU(d, kept[i] + x);
    hn::StoreU(hn::AverageRound(now, hn::Xor(before, all)), d, changes[i] + x);
    hn::StoreU(now, d, kept[i] + x);
    moved = hn::Add(moved, hn::SumsOf8(distance(now, before)));
  }
  add_to<Shades::kMoved>(shades + x / 8, moved);
}

void take(FourRows& rows, FourOwnRows& kept, FourOwnRows& changes, std::size_t width,
          std::uint64_t* HWY_RESTRICT shades) {
  // Nobody else's, or each byte that is written could be one of these addresses.
  FourRows from = {rows[0], rows[1], rows[2], rows[3]};
  FourOwnRows keep = {kept[0], kept[1], kept[2], kept[3]};
  FourOwnRows change = {changes[0], changes[1], changes[2], changes[3]};
  const std::size_t lanes = hn::Lanes(Bytes());
  std::size_t x = 0;
  for (; x + lanes <= width; x += lanes)
    take_vectors({from[0] + x, from[1] + x, from[2] + x, from[3] + x}, keep, change, x, shades);
  if (x == width) return;
  std::uint8_t rest[4][kRowMargin] = {};
  for (int i = 0; i < 4; ++i) std::memcpy(rest[i], rows[i] + x, width - x);
  take_vectors({rest[0], rest[1], rest[2], rest[3]}, keep, change, x, shades);
}

template <bool kAlsoShades>
HWY_INLINE void sum(FourRows& rows, FourRows& next, std::size_t width, StepLimits limits,
                    std::uint8_t* HWY_RESTRICT steps, std::uint64_t* HWY_RESTRICT shades) {
  const Bytes d;
  const V least = hn::Set(d, limits.least), most = hn::Set(d, limits.most);
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    V found = hn::Zero(d), above = found;
    auto mean = hn::Zero(Sums()), across = mean, down = mean;
    for (int i = 0; i < 4; ++i) {
      hwy::Prefetch(next[i] + x);
      const std::uint8_t* row = rows[i] + x;
      const V a = hn::LoadU(d, row - 2), b = hn::LoadU(d, row - 1), c = hn::LoadU(d, row),
              e = hn::LoadU(d, row + 1);
      const V after = distance(c, e);
      const V excess = hn::SaturatedSub(distance(b, c), hn::Max(distance(a, b), after));
      found = hn::Add(found, hn::Min(hn::SaturatedSub(excess, least), most));
      if constexpr (kAlsoShades) {
        mean = hn::Add(mean, hn::SumsOf8(c));
        if (i % 2 == 0) across = hn::Add(across, hn::SumsOf8(after));
        if (i % 2 == 1) down = hn::Add(down, hn::SumsOf8(distance(above, c)));
        above = c;
      }
    }
    hn::StoreU(found, d, steps + x);
    if constexpr (kAlsoShades) {
      across = hn::Or(hn::ShiftLeft<Shades::kAcross>(across), hn::ShiftLeft<Shades::kDown>(down));
      add_to<Shades::kMean>(shades + x / 8, hn::Or(mean, across));
    }
  }
}

#else  // which has no vectors

int distance(int a, int b) { return a > b ? a - b : b - a; }
std::uint64_t shade(int value, int lowest) { return static_cast<std::uint64_t>(value) << lowest; }

void take(FourRows& rows, FourOwnRows& kept, FourOwnRows& changes, std::size_t width,
          std::uint64_t* shades) {
  for (int i = 0; i < 4; ++i) {
    for (std::size_t x = 0; x < width; ++x) {
      const std::uint8_t now = rows[i][x], before = kept[i][x];
      changes[i][x] = static_cast<std::uint8_t>((now + 255 - before + 1) / 2);
      shades[x / 8] += shade(distance(now, before), Shades::kMoved);
      kept[i][x] = now;
    }
  }
}

template <bool kAlsoShades>
void sum(FourRows& rows, FourRows&, std::size_t width, StepLimits limits, std::uint8_t* steps,
         std::uint64_t* shades) {
  std::memset(steps, 0, width);
  for (int i = 0; i < 4; ++i) {
    const std::uint8_t* row = rows[i];
    const auto border = [row](std::size_t x) { return distance(row[x - 1], row[x]); };
    for (std::size_t x = 2; x + 1 < width; ++x) {
      const int step = step_of(border(x - 1), border(x), border(x + 1), limits);
      steps[x] = static_cast<std::uint8_t>(steps[x] + step);
    }
    if (!kAlsoShades) continue;
    for (std::size_t x = 0; x < width; ++x) {
      shades[x / 8] += shade(row[x], Shades::kMean);
      if (i % 2 == 0) shades[x / 8] += shade(distance(row[x], row[x + 1]), Shades::kAcross);
      if (i % 2 == 1) shades[x / 8] += shade(distance(rows[i - 1][x], row[x]), Shades::kDown);
    }
  }
}

#endif

void sum_only_steps(FourRows& rows, FourRows& next, std::size_t width, StepLimits limits,
                    std::uint8_t* steps) {
  sum<false>(rows, next, width, limits, steps, nullptr);
}
void sum_both(FourRows& rows, FourRows& next, std::size_t width, StepLimits limits,
              std::uint8_t* steps, std::uint64_t* shades) {
  sum<true>(rows, next, width, limits, steps, shades);
}

}  // namespace vqa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vqa {
namespace {

// The first and the last have no neighbours to tell a step from an edge.
void clear_ends(std::uint8_t* steps, std::size_t width) {
  for (const std::size_t x : {std::size_t{0}, std::size_t{1}, width - 1}) steps[x] = 0;
}

}  // namespace

HWY_EXPORT(take);
HWY_EXPORT(sum_only_steps);
HWY_EXPORT(sum_both);

void take_rows(FourRows& rows, FourOwnRows& kept, FourOwnRows& changes, std::size_t width,
               std::uint64_t* shades) {
  HWY_DYNAMIC_DISPATCH(take)(rows, kept, changes, width, shades);
  // The last sample has itself as its neighbour.
  for (std::uint8_t* row : kept) row[width] = row[width - 1];
}
void sum_steps(FourRows& rows, FourRows& next, std::size_t width, StepLimits limits,
               std::uint8_t* steps) {
  HWY_DYNAMIC_DISPATCH(sum_only_steps)(rows, next, width, limits, steps);
  clear_ends(steps, width);
}
void sum_steps_and_shades(FourRows& rows, FourRows& next, std::size_t width, StepLimits limits,
                          std::uint8_t* steps, std::uint64_t* shades) {
  HWY_DYNAMIC_DISPATCH(sum_both)(rows, next, width, limits, steps, shades);
  clear_ends(steps, width);
}

}  // namespace vqa
#endif
