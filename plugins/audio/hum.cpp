// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/hum.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vqa {
namespace {

constexpr int kLowestRate = 4000;
// A line stands out if nothing as near as this comes close.
constexpr std::array kBeside = {-8.0, -5.0, 5.0, 8.0};  // Hz
constexpr double kStandsOut = 5.6;                      // 15 dB
constexpr double kStandsOutAlone = 10;                  // 20 dB, where it is the only line
constexpr double kSameLoudness = 1.5;                   // from hop to hop
// The mains keep to 0.2 Hz. The notes nearest to 50 and 60 Hz are 1 Hz and 1.7 Hz away.
constexpr double kKeepsTo = 0.4;  // Hz, of the fundamental
constexpr double kOften = 0.6, kSeldom = 0.2;
constexpr double kNothing = 1e-12;
constexpr Time kMoment = 250ms;
constexpr Time kLongestGap = 10s;

}  // namespace

Hum::Hum(std::string_view detector, IncidentNumbers& numbers)
    : window_(kWindow), tracker_(detector, "hum", "dBFS", numbers) {
  for (std::size_t i = 0; i < kWindow; ++i) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(i) / kWindow;
    window_[i] = (1 - std::cos(turn)) / static_cast<double>(kWindow);  // of a sine: its peak
  }
}

void Hum::configure(const AudioConfig& config) {
  config_ = config;
  tracker_.configure({.raise_level = config.hum_level,
                      .clear_level = config.hum_level,
                      .clear_time = config.hum_clear_duration,
                      .max_gap = kLongestGap});
}

// Means of triangles two bins wide, so that what is folded down from 1 kHz is 50 dB fainter.
void Hum::take(const Slice& slice) {
  const std::size_t frames = slice.frames();
  mixed_.assign(frames, 0);
  for (const auto& channel : slice.channels)
    for (std::size_t i = 0; i < frames; ++i) mixed_[i] += channel[i];
  const double scale = 1 / static_cast<double>(slice.channels.size());
  if (low_.empty()) low_.push_back(0);
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const std::size_t begin = bin * frames / kBins, end = (bin + 1) * frames / kBins;
    const auto width = static_cast<double>(end - begin);
    double rising = 0, falling = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const double share = (static_cast<double>(i - begin) + 0.5) / width;
      rising += share * static_cast<double>(mixed_[i]);
      falling += (1 - share) * static_cast<double>(mixed_[i]);
    }
    low_.back() += rising * scale / width;
    low_.push_back(falling * scale / width);
  }
}

std::complex<double> Hum::spectrum(double frequency, double rate) const {
  const auto turn = std::polar(1.0, -2 * std::numbers::pi * frequency / rate);
  std::complex<double> sum{}, at = 1;
  for (std::size_t i = 0; i < kWindow; ++i, at *= turn) sum += at * (low_[i] * window_[i]);
  return sum;
}

void Hum::look(Mains& mains, double rate) const {
  SteadyLines::Amplitudes amplitudes;
  std::size_t steady = 0;
  bool alone = false;
  double power = 0;
  for (std::size_t k = 0; k < kLines; ++k) {
    const double order = static_cast<double>(k + 1), frequency = order * mains.frequency;
    const auto was = mains.lines[k].amplitude;
    const auto now = spectrum(frequency, rate);
    double beside = 0;
    for (const double off : kBeside)
      beside = std::max(beside, std::abs(spectrum(frequency + off, rate)));
    const double size = std::abs(now), ratio = size / std::max(std::abs(was), 1e-9);
    const auto turned =
        now * std::conj(was) *
        std::polar(1.0, -2 * std::numbers::pi * frequency * static_cast<double>(kHop) / rate);
    const double off = std::arg(turned) * rate / (2 * std::numbers::pi * kHop);
    const bool keeps = std::abs(off) <= kKeepsTo * std::min(order, 3.0) && ratio < kSameLoudness &&
                       ratio > 1 / kSameLoudness;
    const double turns = frequency * static_cast<double>(kHop) / rate * static_cast<double>(hops_);
    amplitudes[k] = now * std::polar(1.0, -2 * std::numbers::pi * (turns - std::floor(turns)));
    mains.lines[k] = {.amplitude = now, .steady = keeps && size > kStandsOut * beside};
    if (!mains.lines[k].steady) continue;
    ++steady;
    power += size * size / 2;
    alone = alone || (k == 0 && size > kStandsOutAlone * beside);
  }
  mains.narrow.take(amplitudes);
  const double level = 10 * std::log10(std::max(power, 1e-12));
  const bool heard = (steady >= 2 || alone) && level >= config_.hum_level;
  if (heard) mains.level = level;
  mains.heard.push_back(heard ? 1 : 0);
}

void Hum::judge(const Slice& slice, Events& out) {
  const double hop = static_cast<double>(kHop) / 1000;
  const auto hops = static_cast<std::size_t>(
      std::max(2.0, std::chrono::duration<double>(config_.hum_duration).count() / hop));
  const Mains* best = nullptr;
  double share = 0;
  std::size_t ago = 0;  // moments
  for (Mains& mains : mains_) {
    if (mains.heard.size() > hops)
      mains.heard.erase(mains.heard.begin(), mains.heard.end() - static_cast<std::ptrdiff_t>(hops));
    const double often =
        static_cast<double>(std::count(mains.heard.begin(), mains.heard.end(), 1)) /
        static_cast<double>(hops);
    // What shows over a long time was there for all of it.
    const auto power = mains.narrow.power();
    const double level = 10 * std::log10(power.value_or(kNothing));
    const bool narrow = level >= config_.hum_level;
    if (narrow) mains.level = level;
    const double part =
        narrow ? std::min(1.0, static_cast<double>(SteadyLines::kKept) / static_cast<double>(hops))
               : 0;
    if (best != nullptr && std::max(often, part) <= share) continue;
    best = &mains;
    share = std::max(often, part);
    ago = part > often
              ? SteadyLines::kKept
              : static_cast<std::size_t>(mains.heard.end() -
                                         std::find(mains.heard.begin(), mains.heard.end(), 1)) +
                    3;
  }
  const std::size_t before = out.size();
  tracker_.judge({.time = slice.end(),
                  .verdict = share >= kOften   ? Verdict::bad
                             : share < kSeldom ? Verdict::good
                                               : Verdict::undecided,
                  .value = best->level,
                  .confidence = 0.5 + 0.45 * share,
                  .onset = slice.end() - kMoment * static_cast<Time::rep>(ago)},
                 out);
  add_details(out, before, {{"mains", best->frequency}});
}

void Hum::process(const Slice& slice, Events& out) {
  if (!config_.hum || slice.rate < kLowestRate) return finish("off", out);
  if (!slice.joined) {
    low_.clear();
    for (Mains& mains : mains_) mains.narrow.clear();
  }
  take(slice);
  if (low_.size() <= kWindow) return;
  const double rate = static_cast<double>(kBins * static_cast<std::size_t>(slice.rate)) /
                      static_cast<double>(slice.frames());
  for (Mains& mains : mains_) look(mains, rate);
  ++hops_;
  low_.erase(low_.begin(), low_.begin() + kHop);
  judge(slice, out);
}

void Hum::finish(std::string_view reason, Events& out) {
  tracker_.finish(reason, out);
  low_.clear();
  for (Mains& mains : mains_) mains = {.frequency = mains.frequency};
}

}  // namespace vqa
