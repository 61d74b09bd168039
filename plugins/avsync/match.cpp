// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/match.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "avsync/curve.h"
#include "core/statistics.h"

namespace vqa {
namespace {

constexpr std::size_t kBands = SoundPrint::kBands;
constexpr std::size_t kSoundApart = 60ms / kHop;
constexpr int kRough = 10;              // hops that are taken together for a first look
constexpr std::size_t kRoughApart = 5;  // of those

constexpr std::size_t kCells = PicturePrint::kCells;
constexpr Time kGrid = 20ms;        // of pictures, whatever their rate
constexpr std::size_t kAcross = 4;  // of the grid: changes are taken across
constexpr std::size_t kPictureApart = 200ms / kGrid;
constexpr float kLeastChange = 4;   // norm of a change that is more than rounding
constexpr Time kSameRate = 1500us;  // pictures of one rate lie as exactly upon each other

double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

Time scaled(double steps, Time step) {
  return Time(static_cast<Time::rep>(std::llround(steps * static_cast<double>(step.count()))));
}

std::int64_t place(Time time) { return (time + kHop / 2) / kHop; }

/// Prints from one place to another, each band in units of what is usual in it. `together`: that
/// many as one.
std::vector<float> row_of(const SoundTrack& track, std::int64_t from, std::int64_t to,
                          int together) {
  std::vector<float> row;
  row.reserve(static_cast<std::size_t>((to - from) / together + 1) * kBands);
  std::array<double, kBands> squares{};
  for (std::int64_t at = from; at + together <= to; at += together) {
    for (std::size_t band = 0; band < kBands; ++band) {
      float sum = 0;
      for (int i = 0; i < together; ++i) sum += track.at(at + i).rise[band];
      row.push_back(sum);
      squares[band] += static_cast<double>(sum) * sum;
    }
  }
  std::array<float, kBands> scales{};
  for (std::size_t band = 0; band < kBands; ++band)
    scales[band] = squares[band] > 0 ? static_cast<float>(1 / std::sqrt(squares[band])) : 0;
  for (std::size_t i = 0; i < row.size(); ++i) row[i] *= scales[i % kBands];
  return row;
}

/// Pictures at even distances, and how they change; nothing where there are none for a while.
template <class Picture, class Mean>
std::vector<float> changes(const std::deque<Picture>& pictures, Time from, std::size_t count,
                           Mean mean_of) {
  std::vector<float> grid((count + kAcross) * kCells);
  auto next = std::lower_bound(pictures.begin(), pictures.end(), from,
                               [](const Picture& picture, Time t) { return picture.time < t; });
  if (next == pictures.begin()) ++next;
  const Picture* known[2] = {};
  std::array<std::array<float, kCells>, 2> means{};
  for (std::size_t i = 0; i < count + kAcross; ++i) {
    const Time time = from + static_cast<Time::rep>(i) * kGrid;
    while (next != pictures.end() && next->time < time) ++next;
    if (next == pictures.end()) --next;
    const Picture* around[2] = {&*(next - 1), &*next};
    for (std::size_t k = 0; k < 2; ++k) {
      if (known[k] == around[k]) continue;
      means[k] = k == 0 && known[1] == around[0] ? means[1] : mean_of(*around[k]);
      known[k] = around[k];
    }
    const double length = std::max(seconds(around[1]->time - around[0]->time), 1e-6);
    const auto part =
        static_cast<float>(std::clamp(seconds(time - around[0]->time) / length, 0.0, 1.0));
    for (std::size_t cell = 0; cell < kCells; ++cell)
      grid[i * kCells + cell] = means[0][cell] + part * (means[1][cell] - means[0][cell]);
  }
  std::vector<float> changed(count * kCells);
  for (std::size_t i = 0; i < count; ++i) {
    float square = 0;
    for (std::size_t cell = 0; cell < kCells; ++cell) {
      const float change = grid[(i + kAcross) * kCells + cell] - grid[i * kCells + cell];
      changed[i * kCells + cell] = change;
      square += change * change;
    }
    // Between what it is and a norm of one: cuts do not outweigh all else, and noise does not
    // weigh as much as motion.
    const float norm = std::sqrt(square);
    const float scale = norm < kLeastChange ? 0 : 1 / std::sqrt(norm);
    for (std::size_t cell = 0; cell < kCells; ++cell) changed[i * kCells + cell] *= scale;
  }
  return changed;
}

std::array<float, kCells> mean_of(const ReferencePicture& picture) {
  std::array<float, kCells> mean{};
  std::copy(picture.mean.begin(), picture.mean.end(), mean.begin());
  return mean;
}

/// How far our pictures lie from those of theirs that show the same, if each of theirs has one of
/// ours: `rough` says which, but for one or two.
std::optional<Time> lay_upon(const std::deque<OwnPicture>& own,
                             const std::deque<ReferencePicture>& reference, Span window, Time rough,
                             double share) {
  double best = -2;
  std::optional<Time> lag;
  const auto begin =
      std::lower_bound(reference.begin(), reference.end(), window.from - rough,
                       [](const ReferencePicture& picture, Time t) { return picture.time < t; });
  for (int shift = -2; shift <= 2; ++shift) {
    std::vector<Time> lags;
    double product = 0, ours = 0, theirs = 0;
    std::array<float, kCells> mine_before{}, their_before{};
    for (auto picture = begin; picture != reference.end() && picture->time + rough < window.to;
         ++picture) {
      const Time wanted = picture->time + rough;
      auto nearest = std::lower_bound(own.begin(), own.end(), wanted,
                                      [](const OwnPicture& p, Time t) { return p.time < t; });
      if (nearest == own.end()) break;
      if (nearest != own.begin() && wanted - (nearest - 1)->time < nearest->time - wanted)
        --nearest;
      const auto index = (nearest - own.begin()) + shift;
      if (index < 0 || index >= static_cast<std::ptrdiff_t>(own.size())) continue;
      const OwnPicture& mine = own[static_cast<std::size_t>(index)];
      const auto mean = print_of(mine.cells, share).mean;
      const auto their = mean_of(*picture);
      for (std::size_t cell = 0; !lags.empty() && cell < kCells; ++cell) {
        const double a = mean[cell] - mine_before[cell], b = their[cell] - their_before[cell];
        product += a * b;
        ours += a * a;
        theirs += b * b;
      }
      mine_before = mean;
      their_before = their;
      lags.push_back(mine.time - picture->time);
    }
    const double height = product / std::sqrt(std::max(ours * theirs, 1e-9));
    if (lags.size() < 10 || height <= best) continue;
    best = height;
    const Time middle = quantile(lags, 0.5);
    for (Time& each : lags) each = std::chrono::abs(each - middle);
    lag = quantile(lags, 0.8) <= kSameRate ? std::optional(middle) : std::nullopt;
  }
  return lag;
}

}  // namespace

std::optional<Lag> match_sound(const SoundTrack& own, const SoundTrack& reference, Span window,
                               Span range) {
  const std::int64_t from = place(window.from), to = place(window.to);
  if (own.empty() || from < own.begin() || to > own.end()) return std::nullopt;
  const std::int64_t first = std::max(from - place(range.to), reference.begin());
  const std::int64_t last = std::min(to - place(range.from), reference.end());
  if (reference.empty() || last - first < to - from) return std::nullopt;
  const auto curve = correlate(row_of(own, from, to, 1), row_of(reference, first, last, 1), kBands);
  const auto peak = peak_of(curve, kSoundApart);
  if (!peak) return std::nullopt;
  return Lag{.lag = scaled(static_cast<double>(from - first) - peak->at, kHop),
             .height = peak->height,
             .margin = peak->margin};
}

std::optional<Lag> find_sound(const SoundTrack& own, const SoundTrack& reference, Span window) {
  const std::int64_t from = place(window.from), to = place(window.to);
  if (own.empty() || from < own.begin() || to > own.end() || reference.empty()) return std::nullopt;
  const auto curve =
      correlate(row_of(own, from, to, kRough),
                row_of(reference, reference.begin(), reference.end(), kRough), kBands);
  const auto peak = peak_of(curve, kRoughApart);
  if (!peak) return std::nullopt;
  return Lag{.lag = scaled(static_cast<double>(from - reference.begin()) - peak->at * kRough, kHop),
             .height = peak->height,
             .margin = peak->margin};
}

std::optional<Lag> match_picture(const std::deque<OwnPicture>& own,
                                 const std::deque<ReferencePicture>& reference, Span window,
                                 Span range, double share) {
  if (own.size() < 2 || own.front().time > window.from || reference.size() < 2) return std::nullopt;
  const Time first = std::max(window.from - range.to, reference.front().time);
  const Time last = std::min(window.to - range.from, reference.back().time);
  if (last - first <= window.to - window.from) return std::nullopt;
  const auto steps = [](Time length) { return static_cast<std::size_t>(length / kGrid) - kAcross; };
  const auto curve =
      correlate(changes(own, window.from, steps(window.to - window.from),
                        [share](const OwnPicture& p) { return print_of(p.cells, share).mean; }),
                changes(reference, first, steps(last - first), mean_of), kCells);
  const auto peak = peak_of(curve, kPictureApart);
  if (!peak) return std::nullopt;
  Lag lag{.lag = window.from - first - scaled(peak->at, kGrid),
          .height = peak->height,
          .margin = peak->margin};
  const auto exact = lay_upon(own, reference, window, lag.lag, share);
  lag.exact = exact.has_value();
  lag.lag = exact.value_or(lag.lag);
  return lag;
}

}  // namespace vqa
