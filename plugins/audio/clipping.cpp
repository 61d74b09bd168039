// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/clipping.h"

#include <algorithm>
#include <cmath>

namespace vqa {
namespace {

constexpr float kSame = 7e-5F;      // two steps of 16 bits
constexpr float kTop = 0.9F;        // of the peak of the last second
constexpr float kFaint = 0.03F;     // -30 dBFS: peaks no louder are not judged
constexpr std::size_t kRun = 4;     // samples of one value: a wave turns faster
constexpr std::size_t kLong = 300;  // of one value are no wave at all
constexpr Time kLongestGap = 10s;

}  // namespace

float FlatTops::peak() const {
  float peak = 0;
  for (const Seen& seen : last_) peak = std::max(peak, seen.peak);
  return peak;
}

double FlatTops::share() const {
  std::size_t flat = 0, frames = 0;
  for (const Seen& seen : last_) flat += seen.flat, frames += seen.frames;
  return frames == 0 ? 0 : static_cast<double>(flat) / static_cast<double>(frames);
}

void FlatTops::take(std::span<const float> samples) {
  Seen& seen = last_[count_++ % kSlices];
  seen = {.frames = samples.size()};
  for (const float x : samples) seen.peak = std::max(seen.peak, std::abs(x));
  const float top = std::max(peak(), kFaint) * kTop;
  const auto end_run = [&] {
    if (run_ >= kRun && run_ < kLong) seen.flat += run_;
  };
  for (const float x : samples) {
    const bool same = std::abs(x - value_) <= kSame;
    if (std::abs(x) >= top && (run_ == 0 || same)) {
      ++run_;
    } else {
      end_run();
      run_ = std::abs(x) >= top ? 1 : 0;
    }
    value_ = x;
  }
}

Clipping::Clipping(std::string_view detector, IncidentNumbers& numbers)
    : tracker_(detector, "clipping", "ratio", numbers) {}

void Clipping::configure(const AudioConfig& config) {
  config_ = config;
  tracker_.configure({.raise_level = config.clipping_level,
                      .clear_level = config.clipping_clear_level,
                      .raise_time = config.clipping_duration,
                      .clear_time = config.clipping_clear_duration,
                      .max_gap = kLongestGap});
}

void Clipping::process(const Slice& slice, Events& out) {
  if (!config_.clipping) return finish("off", out);
  channels_.resize(slice.channels.size());
  double share = 0, peak = 0;
  for (std::size_t c = 0; c < channels_.size(); ++c) {
    channels_[c].take(slice.channels[c]);
    if (channels_[c].share() < share) continue;
    share = channels_[c].share();
    peak = double{channels_[c].peak()};
  }
  const std::size_t before = out.size();
  tracker_.observe(slice.end(), share, 0.9, out);
  add_details(out, before, {{"peak", 20 * std::log10(std::max(peak, 1e-6))}});
}

void Clipping::finish(std::string_view reason, Events& out) {
  tracker_.finish(reason, out);
  channels_.clear();
}

}  // namespace vqa
