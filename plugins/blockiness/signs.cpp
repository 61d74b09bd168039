// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/signs.h"

#include <algorithm>

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for every
// instruction set, by including this very file again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blockiness/signs.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vqa::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr int kYoung = 6;             // pictures until what is usual is known
constexpr float kQuickly = 1.0F / 2;  // of the way to what is seen, until then
constexpr float kSlowly = 1.0F / 12;  // ... and later
constexpr float kMostUp = 4, kMostDown = -8;
constexpr float kFade = 0.85F;  // from picture to picture
constexpr float kFlat = 4;      // so much less texture one way than the other is a smear

using Many = hn::ScalableTag<float>;
using One = hn::CappedTag<float, 1>;

// Whole vectors, and then single cells: `work` has the kind of vector and the place.
template <class Work>
HWY_INLINE void for_all(std::size_t count, Work work) {
  std::size_t i = 0;
  for (; i + hn::Lanes(Many()) <= count; i += hn::Lanes(Many())) work(Many(), i);
  for (; i < count; ++i) work(One(), i);
}

template <class D>
HWY_INLINE hn::Vec<D> at(D d, const BlockValues& map, std::size_t i) {
  return hn::LoadU(d, map.data() + i);
}
template <class D>
HWY_INLINE void put(hn::Vec<D> value, D d, BlockValues& map, std::size_t i) {
  hn::StoreU(value, d, map.data() + i);
}

template <class D>
HWY_INLINE hn::Vec<D> not_below_zero(D d, hn::Vec<D> value) {
  return hn::Max(hn::Zero(d), value);
}

float mean_of(const BlockValues& values) {
  auto sums = hn::Zero(Many());
  std::size_t i = 0;
  for (; i + hn::Lanes(Many()) <= values.size(); i += hn::Lanes(Many()))
    sums = hn::Add(sums, at(Many(), values, i));
  float sum = hn::GetLane(hn::SumOfLanes(Many(), sums));
  for (; i < values.size(); ++i) sum += values[i];
  return sum / static_cast<float>(std::max<std::size_t>(1, values.size()));
}

// What windows() makes of two cells, of which neither is below zero where it is the largest.
constexpr auto kSum = [](auto a, auto b) HWY_ATTR { return hn::Add(a, b); };
constexpr auto kLargest = [](auto a, auto b) HWY_ATTR { return hn::Max(a, b); };

// Over windows of so many cells to each side, up and down: first along columns, into a row with a
// margin, and then along that. Beyond the picture is nothing. `finish` has what was found.
template <int kSide, int kUp, class Both, class Finish>
HWY_INLINE void windows(const BlockGrid& grid, const BlockValues& in, BlockValues& window,
                        Both both, Finish finish) {
  static_assert(kSide <= static_cast<int>(kWindowMargin));
  const auto cols = static_cast<std::size_t>(grid.cols);
  float* HWY_RESTRICT column = window.data() + kWindowMargin;
  for (int row = 0; row < grid.rows; ++row) {
    const int first = std::max(0, row - kUp), last = std::min(grid.rows - 1, row + kUp);
    const float* from = in.data() + grid.at(0, first);
    for_all(cols, [&](auto d, std::size_t col) {
      auto found = hn::LoadU(d, from + col);
      for (int r = 1; r <= last - first; ++r)
        found = both(found, hn::LoadU(d, from + static_cast<std::size_t>(r) * cols + col));
      hn::StoreU(found, d, column + col);
    });
    const std::size_t start = grid.at(0, row);
    for_all(cols, [&](auto d, std::size_t col) {
      const float* place = column + col;
      auto found = hn::LoadU(d, place);
      for (int x = 1; x <= kSide; ++x)
        found = both(found, both(hn::LoadU(d, place - x), hn::LoadU(d, place + x)));
      finish(d, row, col, start + col, found);
    });
  }
}

template <int kSide, int kUp>
HWY_INLINE void means(const BlockGrid& grid, const BlockValues& in, BlockValues& window,
                      BlockValues& out) {
  constexpr float kScale = 1.0F / ((2 * kSide + 1) * (2 * kUp + 1));
  windows<kSide, kUp>(grid, in, window, kSum,
                      [&](auto d, int, std::size_t, std::size_t i, auto sum) {
                        put(hn::Mul(sum, hn::Set(d, kScale)), d, out, i);
                      });
}

void find_new_steps(const CellMaps& maps, SignHistory& history, Signs& signs) {
  auto& cells = signs.cells;
  const float pace = history.seen < kYoung ? kQuickly : kSlowly;
  const bool first = history.seen == 0;
  for_all(history.usual.size(), [&](auto d, std::size_t i) {
    const auto left = at(d, maps.picture.left, i), top = at(d, maps.picture.top, i),
               changed_left = at(d, maps.change.left, i), changed_top = at(d, maps.change.top, i);
    const auto all = hn::Add(left, top), change = hn::Add(changed_left, changed_top);
    const auto before = first ? all : at(d, history.usual, i);
    const auto more = hn::Sub(all, before), found = not_below_zero(d, more);
    const auto way = hn::Clamp(more, hn::Set(d, kMostDown), hn::Set(d, kMostUp));
    put(hn::MulAdd(way, hn::Set(d, pace), before), d, history.usual, i);
    put(all, d, cells[Signs::kSteps], i);
    put(change, d, cells[Signs::kChangedSteps], i);
    put(found, d, cells[Signs::kNewSteps], i);
    put(hn::Min(left, top), d, cells[Signs::kBothSteps], i);
    put(hn::Min(changed_left, changed_top), d, cells[Signs::kBothChanged], i);
    put(hn::Mul(hn::Add(found, change), hn::Set(d, 0.5F)), d, history.fresh, i);
  });
}

void find_steps(const BlockGrid& grid, const CellMaps& maps, SignHistory& history, Signs& signs) {
  auto& cells = signs.cells;
  find_new_steps(maps, history, signs);
  means<1, 1>(grid, history.fresh, history.window, cells[Signs::kAround]);
  means<3, 0>(grid, history.fresh, history.window, cells[Signs::kAlong]);
  // Of what was before this picture.
  windows<1, 1>(grid, history.recent, history.window, kLargest,
                [&](auto d, int, std::size_t, std::size_t i, auto most) {
                  put(most, d, cells[Signs::kRecent], i);
                });
  for_all(grid.size(), [&](auto d, std::size_t i) {
    const auto faded = hn::Mul(at(d, history.recent, i), hn::Set(d, kFade));
    put(hn::Max(faded, at(d, history.fresh, i)), d, history.recent, i);
  });
}

// What grew, and what shrank, since the picture before, which is then this one.
void compare(const BlockValues& now, BlockValues& before, bool known, BlockValues& more,
             BlockValues& less) {
  for_all(now.size(), [&](auto d, std::size_t i) {
    const auto value = at(d, now, i);
    const auto change = known ? hn::Sub(value, at(d, before, i)) : hn::Zero(d);
    put(not_below_zero(d, change), d, more, i);
    put(not_below_zero(d, hn::Neg(change)), d, less, i);
    put(value, d, before, i);
  });
}

void find_textures(const BlockGrid& grid, const CellMaps& maps, bool known, SignHistory& history,
                   Signs& signs) {
  auto& cells = signs.cells;
  compare(maps.across, history.across, known, cells[Signs::kAcrossMore], cells[Signs::kAcrossLess]);
  compare(maps.down, history.down, known, cells[Signs::kDownMore], cells[Signs::kDownLess]);
  const BlockValues& smear = cells[Signs::kSmearDown];
  for_all(grid.size(), [&](auto d, std::size_t i) {
    const auto across = at(d, maps.across, i), down = at(d, maps.down, i), flat = hn::Set(d, kFlat);
    put(not_below_zero(d, hn::NegMulAdd(flat, down, across)), d, cells[Signs::kSmearDown], i);
    put(not_below_zero(d, hn::NegMulAdd(flat, across, down)), d, cells[Signs::kSmearAcross], i);
  });
  for (int row = 0; row < grid.rows; ++row) {
    const std::size_t up = grid.at(0, std::max(0, row - 1)), here = grid.at(0, row),
                      below = grid.at(0, std::min(grid.rows - 1, row + 1));
    for_all(static_cast<std::size_t>(grid.cols), [&](auto d, std::size_t i) {
      const auto two = hn::Min(at(d, smear, up + i), at(d, smear, below + i));
      put(hn::Min(at(d, smear, here + i), two), d, cells[Signs::kSmearDownRun], here + i);
    });
  }
}

void find_shades(const BlockGrid& grid, const CellMaps& maps, bool known, SignHistory& history,
                 Signs& signs) {
  auto& cells = signs.cells;
  for_all(grid.size(), [&](auto d, std::size_t i) {
    const auto mean = at(d, maps.mean, i), colour = at(d, maps.colour, i);
    const auto change = known ? hn::Sub(mean, at(d, history.mean, i)) : hn::Zero(d);
    const auto tint = known ? hn::Sub(colour, at(d, history.colour, i)) : hn::Zero(d);
    put(change, d, history.shade, i);
    put(hn::Abs(change), d, cells[Signs::kShade], i);
    put(hn::Abs(tint), d, cells[Signs::kColourChanged], i);
    put(mean, d, history.mean, i);
    put(colour, d, history.colour, i);
  });
  // The mean is that of the cells inside of the picture: a fade is the same at its edges.
  windows<2, 2>(grid, history.shade, history.window, kSum,
                [&](auto d, int row, std::size_t col, std::size_t i, auto sum) {
                  const int high = std::min(row, 2) + std::min(grid.rows - 1 - row, 2) + 1;
                  const auto scale = hn::Mul(hn::Set(d, 1.0F / static_cast<float>(high)),
                                             at(d, history.inside, col));
                  const auto more = hn::Sub(at(d, history.shade, i), hn::Mul(sum, scale));
                  put(hn::Abs(more), d, cells[Signs::kShadeAlone], i);
                });
}

void find_all(const BlockGrid& grid, const CellMaps& maps, bool known, SignHistory& history,
              Signs& signs) {
  find_steps(grid, maps, history, signs);
  means<2, 2>(grid, maps.moved, history.window, signs.cells[Signs::kMovedAround]);
  find_textures(grid, maps, known, history, signs);
  find_shades(grid, maps, known, history, signs);
  signs.frame[Signs::kAllSteps] = mean_of(signs.cells[Signs::kSteps]);
  signs.frame[Signs::kAllChanged] = mean_of(signs.cells[Signs::kChangedSteps]);
  signs.frame[Signs::kAllNew] = mean_of(history.fresh);
  signs.frame[Signs::kAllMoved] = mean_of(maps.moved);
  signs.frame[Signs::kAllBetween] = mean_of(maps.picture.between);
  history.seen = std::min(history.seen + 1, kYoung);
}

}  // namespace vqa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vqa {

HWY_EXPORT(find_all);

void SignReader::prepare(const BlockGrid& grid, Signs& signs) {
  if (grid == grid_ && history_.seen > 0 && signs.cells[0].size() == grid.size()) return;
  grid_ = grid;
  SignHistory& old = history_;
  old.seen = 0;
  for (BlockValues* map : {&old.usual, &old.recent, &old.mean, &old.across, &old.down, &old.colour,
                           &old.fresh, &old.shade})
    map->assign(grid.size(), 0);
  old.window.assign(static_cast<std::size_t>(grid.cols) + 2 * kWindowMargin, 0);
  old.inside.resize(static_cast<std::size_t>(grid.cols));
  for (int col = 0; col < grid.cols; ++col) {
    const int wide = std::min(col, 2) + std::min(grid.cols - 1 - col, 2) + 1;
    old.inside[static_cast<std::size_t>(col)] = 1.0F / static_cast<float>(wide);
  }
  for (BlockValues& map : signs.cells) map.assign(grid.size(), 0);
}

void SignReader::read(const BlockGrid& grid, const CellMaps& maps, bool known, Signs& signs) {
  prepare(grid, signs);
  // Those that are signs as they are.
  auto& cells = signs.cells;
  cells[Signs::kCentre] = maps.picture.centre;
  cells[Signs::kCentreChanged] = maps.change.centre;
  cells[Signs::kBetween] = maps.picture.between;
  cells[Signs::kBetweenChanged] = maps.change.between;
  cells[Signs::kMoved] = maps.moved;
  cells[Signs::kAcross] = maps.across;
  cells[Signs::kDown] = maps.down;
  cells[Signs::kColour] = maps.colour;
  HWY_DYNAMIC_DISPATCH(find_all)(grid, maps, known && history_.seen > 0, history_, signs);
}

}  // namespace vqa
#endif
