// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/clipping.h"

#include <algorithm>
#include <cmath>

namespace vqa {
namespace {

constexpr float kSame = 7e-5F;        // two steps of 16 bits
constexpr float kTop = 0.9F;          // of the peak of the last second
constexpr float kFaint = 0.03F;       // -30 dBFS: peaks no louder are not judged
constexpr std::size_t kRun = 4;       // samples of one value: a wave turns faster
constexpr std::size_t kLong = 300;    // of one value are no wave at all
constexpr int kLowestRate = 32000;    // at which there is enough of a top to see its shape
constexpr Time kSecond = 1100ms;      // no more than one
constexpr Time kRemembered = 2100ms;  // two more
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

// A single second may look so by chance.
void Clipping::look_for_ceiling(const Slice& slice, std::size_t channel) {
  Channel& here = channels_[channel];
  if (slice.rate < kLowestRate) return;
  if (here.ceiling.is_new()) here.began = slice.time;
  if (!here.ceiling.take(slice.channels[channel], slice.rate)) return;
  here.complete = slice.end();
  if (here.ceiling.share() < config_.clipping_level) return here.since.reset();
  here.seen = slice.end();
  if (!here.since) here.since = here.began;
}

/// Of the channel that is clipped most.
Clipping::Found Clipping::found() const {
  Found most;
  for (const Channel& channel : channels_) {
    const double flat = channel.flat.share();
    if (flat > most.share || most.peak == 0)
      most = {.share = flat, .peak = double{channel.flat.peak()}};
  }
  if (most.share >= config_.clipping_level) return most;
  for (const Channel& channel : channels_) {
    const bool lasting = channel.since && channel.complete - *channel.since > kSecond;
    if (lasting && channel.ceiling.share() > most.share)
      most = {.share = channel.ceiling.share(),
              .peak = channel.ceiling.level(),
              .onset = channel.since,
              .coded = true};
  }
  return most;
}

/// A second in which too little is loud enough ends nothing.
bool Clipping::was_coded(Time now) const {
  return std::any_of(channels_.begin(), channels_.end(), [now](const Channel& channel) {
    return channel.seen && now - *channel.seen < kRemembered;
  });
}

void Clipping::process(const Slice& slice, Events& out) {
  if (!config_.clipping) return finish("off", out);
  channels_.resize(slice.channels.size());
  if (!slice.joined)
    for (Channel& channel : channels_) channel.ceiling = {}, channel.since.reset();
  for (std::size_t c = 0; c < channels_.size(); ++c) {
    channels_[c].flat.take(slice.channels[c]);
    look_for_ceiling(slice, c);
  }
  const Found most = found();
  const bool bad = most.share >= config_.clipping_level;
  const bool good = most.share < config_.clipping_clear_level && !was_coded(slice.end());
  const std::size_t before = out.size();
  tracker_.judge({.time = slice.end(),
                  .verdict = bad    ? Verdict::bad
                             : good ? Verdict::good
                                    : Verdict::undecided,
                  .value = most.share,
                  .confidence = most.coded ? 0.8 : 0.9,
                  .onset = most.onset},
                 out);
  add_details(out, before,
              {{"peak", 20 * std::log10(std::max(most.peak, 1e-6))}, {"coded", most.coded}});
}

void Clipping::finish(std::string_view reason, Events& out) {
  tracker_.finish(reason, out);
  channels_.clear();
}

}  // namespace vqa
