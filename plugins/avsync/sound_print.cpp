// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/sound_print.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vqa {
namespace {

constexpr std::array<double, SoundPrint::kBands + 1> kEdges = {100, 400, 1000, 3000, 7900};  // Hz
constexpr double kNyquist = 0.45;  // of the rate: bands that reach further end there
constexpr Time kWindow = 16ms;
constexpr Time kTorn = 3ms;         // stamps that are further off than that: what was is over
constexpr float kFloor = 1e-5F;     // of the loudest of late: fainter is nothing
constexpr float kForget = 0.9998F;  // a hop: half of it in 14 s
constexpr float kStep = 0.25F;      // nepers of power that make one step

double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

// Where in running time the middle of the window lies that ends with this sample.
std::int64_t SoundPrinter::place_of(std::int64_t sample) const {
  const Time at = base_ + Time(sample * Time::period::den / rate_) - kWindow / 2;
  return (at + kHop / 2) / kHop;
}

void SoundPrinter::start(Time time, int rate) {
  rate_ = rate;
  base_ = time;
  taken_ = 0;
  hops_ = 0;
  const auto length = static_cast<std::size_t>(std::max(2.0, seconds(kWindow) * rate));
  window_.resize(length);
  for (std::size_t i = 0; i < length; ++i)
    window_[i] = static_cast<float>(
        0.5 - 0.5 * std::cos(2 * std::numbers::pi * (static_cast<double>(i) + 0.5) /
                             static_cast<double>(length)));
  for (std::size_t i = 0; i < bands_.size(); ++i) {
    Band& band = bands_[i];
    const double low = std::min(kEdges[i], kNyquist * rate * 0.8);
    const double high = std::min(kEdges[i + 1], kNyquist * rate);
    // A band-pass by the bilinear transform, as in any textbook, twice.
    const double middle = 2 * std::numbers::pi * std::sqrt(low * high) / rate;
    const double quality = std::sqrt(low * high) / (high - low);
    const double alpha = std::sin(middle) / (2 * quality), a0 = 1 + alpha;
    band = {};
    for (Section& section : band.sections) {
      section.b0 = static_cast<float>(alpha / a0);
      section.b2 = -section.b0;
      section.a1 = static_cast<float>(-2 * std::cos(middle) / a0);
      section.a2 = static_cast<float>((1 - alpha) / a0);
    }
    band.powers.assign(length, 0);
  }
  hop_ = place_of(static_cast<std::int64_t>(length)) + 1;
  due_ = 0;
}

void SoundPrinter::take(std::span<const float> samples, Time time, int rate,
                        std::vector<SoundPrints>& out) {
  const Time expected = rate_ > 0 ? base_ + Time(taken_ * Time::period::den / rate_) : time;
  if (rate != rate_ || std::chrono::abs(time - expected) > kTorn) start(time, rate);
  const auto length = window_.size();
  const auto due_of = [this](std::int64_t hop) {
    const double at = seconds(hop * kHop + kWindow / 2 - base_) * rate_;
    return static_cast<std::int64_t>(std::llround(at));
  };
  if (due_ == 0) due_ = due_of(hop_);
  for (const float sample : samples) {
    const std::size_t place = static_cast<std::size_t>(taken_) % length;
    for (Band& band : bands_) {
      const float passed = band.sections[1].run(band.sections[0].run(sample));
      band.powers[place] = passed * passed;
    }
    if (++taken_ == due_) {
      finish_hop(out);
      due_ = due_of(++hop_);
    }
  }
}

void SoundPrinter::finish_hop(std::vector<SoundPrints>& out) {
  const std::size_t length = window_.size(), oldest = static_cast<std::size_t>(taken_) % length;
  SoundPrint print;
  for (std::size_t i = 0; i < bands_.size(); ++i) {
    Band& band = bands_[i];
    float power = 0;
    for (std::size_t k = oldest; k < length; ++k) power += window_[k - oldest] * band.powers[k];
    for (std::size_t k = 0; k < oldest; ++k) power += window_[k + length - oldest] * band.powers[k];
    band.loudest = std::max(power, band.loudest * kForget);
    const float level = std::log(power + kFloor * band.loudest + 1e-20F);
    band.last = {band.last[1], band.last[2], level};
    const float rise = (band.last[2] - band.last[0]) / kStep;
    print.rise[i] = static_cast<std::int8_t>(std::lround(std::clamp(
        rise, -static_cast<float>(SoundPrint::kMost), static_cast<float>(SoundPrint::kMost))));
  }
  if (++hops_ < 3) return;
  const std::int64_t place = hop_ - 1;  // between the levels that it compares
  const bool goes_on =
      !out.empty() &&
      out.back().first + static_cast<std::int64_t>(out.back().prints.size()) == place;
  if (!goes_on) out.push_back({.first = place, .prints = {}});
  out.back().prints.push_back(print);
}

}  // namespace vqa
