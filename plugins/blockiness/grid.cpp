// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/grid.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vqa {
namespace {

constexpr double kShortest = 3.9, kLongest = 26;  // samples
constexpr double kFine = 0.25;      // bins from one size that is tried to the next ...
constexpr double kLarge = 9;        // ... as large as this; smaller ones have fewer harmonics
constexpr double kHighest = 0.45;   // turns per sample: beyond, nothing is left of a border
constexpr std::size_t kPhases = 4;  // that are tried, for each harmonic
constexpr int kFiner = 4;           // times, once it is known about where
constexpr double kUnscaled = 8;     // the grid of most pictures, from the first sample on ...
constexpr double kExpected = 1.5;   // ... is believed where it is so much less clear than another
constexpr double kUnlikely = 1.5;   // two sizes at once have to be so much clearer
constexpr double kAlone = 2.5;      // below, there is nothing in one direction
constexpr double kBoth = std::numbers::sqrt2 / 2;  // of the sum of two clarities

}  // namespace

GridFinder::GridFinder() {
  for (std::size_t count = 1; count <= kMostHarmonics; ++count) {
    for (std::size_t k = 1; k <= count; ++k) {
      for (std::size_t phase = 0; phase < kPhases * count; ++phase) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(k * phase) /
                             static_cast<double>(kPhases * count);
        turns_[count].cosines.push_back(static_cast<float>(std::cos(angle)));
        turns_[count].sines.push_back(static_cast<float>(std::sin(angle)));
      }
    }
  }
}

GridFinder::Harmonics GridFinder::harmonics(int line, double frequency) const {
  Harmonics found{};
  const auto count = static_cast<std::size_t>(kHighest / frequency);
  found.count = std::clamp<std::size_t>(count, 1, kMostHarmonics);
  const auto& bins = spectra_.bins(line);
  const double first = frequency * static_cast<double>(spectra_.size());
  float power = 0;
  for (std::size_t k = 0; k < found.count; ++k) {
    const double place = static_cast<double>(k + 1) * first;
    const auto bin = static_cast<std::size_t>(place);
    const auto beyond = static_cast<float>(place - static_cast<double>(bin));
    const Spectra::Bin value = bins[bin] + beyond * (bins[bin + 1] - bins[bin]);
    found.real[k] = value.real();
    found.imaginary[k] = value.imag();
    power += value.real() * value.real() + value.imag() * value.imag();
  }
  found.bound = std::sqrt(2 * static_cast<double>(power));
  return found;
}

GridFinder::Phase GridFinder::best_phase(const Harmonics& harmonics) const {
  const std::size_t phases = kPhases * harmonics.count;
  const float *cosines = turns_[harmonics.count].cosines.data(),
              *sines = turns_[harmonics.count].sines.data();
  std::array<float, kPhases * kMostHarmonics> sums{};
  for (std::size_t k = 0; k < harmonics.count; ++k, cosines += phases, sines += phases) {
    const float real = harmonics.real[k], imaginary = harmonics.imaginary[k];
    for (std::size_t i = 0; i < phases; ++i) sums[i] += real * cosines[i] - imaginary * sines[i];
  }
  const auto end = sums.begin() + static_cast<std::ptrdiff_t>(phases);
  const auto best = std::max_element(sums.begin(), end);
  return {static_cast<double>(best - sums.begin()) / static_cast<double>(phases),
          static_cast<double>(*best) * std::sqrt(2 / static_cast<double>(harmonics.count))};
}

double GridFinder::clarity(const Harmonics& harmonics, double share) {
  double sum = 0;
  for (std::size_t k = 0; k < harmonics.count; ++k) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(k + 1) * share;
    sum += static_cast<double>(harmonics.real[k]) * std::cos(angle) -
           static_cast<double>(harmonics.imaginary[k]) * std::sin(angle);
  }
  return sum * std::sqrt(2 / static_cast<double>(harmonics.count));
}

// Between the sizes and the phases that were tried.
GridFinder::Found GridFinder::refined(int line, Found near) const {
  Found best = near;
  const double phases = static_cast<double>(kPhases * harmonics(line, near.frequency).count);
  for (int i = -kFiner; i <= kFiner; ++i) {
    const double bins = 2 * kFine * i / kFiner;
    const double frequency = near.frequency + bins / static_cast<double>(spectra_.size());
    const Harmonics found = harmonics(line, frequency);
    for (int j = -kFiner; j <= kFiner; ++j) {
      const double share = near.phase.share + j / (phases * kFiner);
      const double clear = clarity(found, share);
      if (clear > best.phase.clarity) best = {frequency, {share, clear}};
    }
  }
  return best;
}

Comb GridFinder::comb(int line, const Found& at) const {
  const Harmonics found = harmonics(line, at.frequency);
  const double period = 1 / at.frequency;
  double step = 0;
  for (std::size_t k = 0; k < found.count; ++k) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(k + 1) * at.phase.share;
    const auto bin = static_cast<std::size_t>(static_cast<double>(k + 1) * at.frequency *
                                              static_cast<double>(spectra_.size()));
    step += (static_cast<double>(found.real[k]) * std::cos(angle) -
             static_cast<double>(found.imaginary[k]) * std::sin(angle)) *
            static_cast<double>(spectra_.noise(line, bin));
  }
  // Phases count from the middle of the line.
  const auto middle = static_cast<double>(lengths_[static_cast<std::size_t>(line)] / 2);
  const double first = std::fmod(at.phase.share * period + middle, period);
  return {.period = period,
          .first = first < 0 ? first + period : first,
          .step = step * period / static_cast<double>(found.count),
          .clarity = at.phase.clarity};
}

Grid GridFinder::unscaled() const {
  Grid grid;
  for (const int line : {0, 1}) {
    const std::size_t length = lengths_[static_cast<std::size_t>(line)];
    if (length == 0) continue;
    const double share = -static_cast<double>(length / 2) / kUnscaled;
    const double clear = clarity(harmonics(line, 1 / kUnscaled), share);
    (line == 0 ? grid.across : grid.down) = comb(line, {1 / kUnscaled, {share, clear}});
    grid.clarity += clear;
  }
  grid.clarity = grid.clarity * (lengths_[1] > 0 ? kBoth : 1) + kExpected;
  return grid;
}

Grid GridFinder::find(std::span<const float> across, std::span<const float> down, double least) {
  lengths_ = {across.size(), down.size()};
  spectra_.transform(across, down);
  const bool both = !down.empty();
  const double share = both ? kBoth : 1;
  Grid grid = unscaled();
  double to_beat = std::max(least, grid.clarity);
  Found same[2]{}, alone[2]{};
  for (Found& one : alone) one.phase.clarity = kAlone;
  const auto size = static_cast<double>(spectra_.size());
  for (double bin = size / kLongest; bin < size / kShortest;
       bin += bin < size / kLarge ? kFine : 2 * kFine) {
    const double frequency = bin / size;
    const Harmonics found[] = {harmonics(0, frequency),
                               both ? harmonics(1, frequency) : Harmonics{}};
    // Most can be passed over without looking at their phases.
    const auto hopeless = [&](double of_first) {
      return share * (of_first + found[1].bound) <= to_beat && of_first <= alone[0].phase.clarity &&
             found[1].bound <= alone[1].phase.clarity;
    };
    if (hopeless(found[0].bound)) continue;
    const Phase first = best_phase(found[0]);
    if (hopeless(first.clarity)) continue;
    const Phase phases[] = {first, both ? best_phase(found[1]) : Phase{}};
    for (const std::size_t line : {0, 1})
      if (phases[line].clarity > alone[line].phase.clarity) alone[line] = {frequency, phases[line]};
    const double clear = share * (phases[0].clarity + phases[1].clarity);
    if (clear <= to_beat) continue;
    to_beat = clear;
    for (const std::size_t line : {0, 1}) same[line] = {frequency, phases[line]};
  }
  const double apart = kBoth * (alone[0].phase.clarity + alone[1].phase.clarity) - kUnlikely;
  const bool is_apart = both && apart > to_beat;
  const Found* chosen = is_apart ? alone : same;
  if (chosen[0].frequency == 0 && chosen[1].frequency == 0) return grid;
  grid = {.across = {}, .down = {}, .clarity = is_apart ? apart : to_beat};
  for (const int line : {0, 1}) {
    if (chosen[line].frequency == 0 || lengths_[static_cast<std::size_t>(line)] == 0) continue;
    (line == 0 ? grid.across : grid.down) = comb(line, refined(line, chosen[line]));
  }
  return grid;
}

}  // namespace vqa
