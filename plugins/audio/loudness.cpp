// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/loudness.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace vqa {
namespace {

constexpr std::size_t kEvery = 10;   // slices: 10 Hz, as EBU Tech 3341 asks of live meters
constexpr std::size_t kFirst = 300;  // slices until there is a short-term loudness
constexpr std::size_t kApart = 30;   // judgements between two that share no sound
constexpr double kFaintest = -120;   // LUFS: what is told of nothing at all
constexpr double kSilence = -55;     // LUFS: from or to there is no step, but a pause
constexpr Time kLongestGap = 10s;

double told(double level) { return std::max(level, kFaintest); }

template <class Measure>
double ask(Measure measure, ebur128_state* state) {
  double value = kFaintest;
  if (measure(state, &value) != EBUR128_SUCCESS) return kFaintest;
  return told(value);
}

}  // namespace

Loudness::Loudness(std::string_view detector, IncidentNumbers& numbers)
    : range_(detector, "loudness", "LUFS", numbers), step_(detector, "loudness", "LUFS", numbers) {}

void Loudness::configure(const AudioConfig& config) {
  config_ = config;
  IncidentRules rules{.raise_level = config.loudness_high,
                      .raise_time = config.loudness_duration,
                      .clear_time = config.loudness_clear_duration,
                      .max_gap = kLongestGap};
  range_.configure(rules);
  rules.raise_level = config.loudness_step;
  rules.raise_time = {};
  step_.configure(rules);
}

bool Loudness::start(const Slice& slice) {
  const auto channels = static_cast<unsigned>(slice.channels.size());
  // Histograms keep the memory of an endless stream bounded.
  state_.reset(ebur128_init(channels, static_cast<unsigned long>(slice.rate),
                            EBUR128_MODE_M | EBUR128_MODE_S | EBUR128_MODE_I | EBUR128_MODE_LRA |
                                EBUR128_MODE_HISTOGRAM));
  return state_ != nullptr;
}

void Loudness::process(const Slice& slice, Events& out) {
  if (!state_ && !start(slice)) return;  // a rate of which nothing is defined
  const std::size_t channels = slice.channels.size(), frames = slice.frames();
  peaks_.resize(channels);
  for (std::size_t c = 0; c < channels; ++c) peaks_[c].take(slice.channels[c], slice.rate);
  interleaved_.resize(channels * frames);
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t i = 0; i < frames; ++i) interleaved_[i * channels + c] = slice.channels[c][i];
  if (ebur128_add_frames_float(state_.get(), interleaved_.data(), frames) != EBUR128_SUCCESS)
    throw std::runtime_error("not enough memory to measure its loudness");
  if (++slices_ % kEvery != 0 || slices_ < kFirst) return;
  if (config_.loudness) return judge(slice.end(), out);
  range_.finish("off", out);
  step_.finish("off", out);
}

void Loudness::judge(Time time, Events& out) {
  const double now = ask(ebur128_loudness_shortterm, state_.get());
  const bool high = now > config_.loudness_high, low = now < config_.loudness_low;
  IncidentRules rules = range_.rules();
  if (!range_.open()) rules.raise_level = low ? config_.loudness_low : config_.loudness_high;
  range_.configure(rules);
  std::size_t before = out.size();
  range_.judge({.time = time, .verdict = high || low ? Verdict::bad : Verdict::good, .value = now},
               out);
  add_details(out, before, {{"cause", std::string(now < rules.raise_level ? "low" : "high")}});

  const double was = before_.size() < kApart ? now : before_.front();
  const bool step = std::abs(now - was) >= config_.loudness_step && std::min(now, was) > kSilence;
  before = out.size();
  step_.judge({.time = time, .verdict = step ? Verdict::bad : Verdict::good, .value = now - was},
              out);
  add_details(out, before, {{"cause", std::string("step")}});
  before_.push_back(now);
  if (before_.size() > kApart) before_.pop_front();
}

Loudness::Measured Loudness::measured() const {
  ebur128_state* state = state_.get();
  double peak = 0;
  for (const TruePeak& channel : peaks_) peak = std::max(peak, double{channel.value()});
  return {.momentary = ask(ebur128_loudness_momentary, state),
          .short_term = ask(ebur128_loudness_shortterm, state),
          .integrated = ask(ebur128_loudness_global, state),
          .range = std::max(0.0, ask(ebur128_loudness_range, state)),
          .true_peak = peak > 0 ? told(20 * std::log10(peak)) : kFaintest};
}

void Loudness::sample(Time time, Events& out) const {
  if (!state_) return;
  const Measured now = measured();
  Event sample = range_.sample(time, now.short_term, slices_ < kFirst ? 0 : 1);
  if (slices_ < kFirst) sample.details.emplace_back("reason", std::string("first moments"));
  const Details details = {{"momentary", now.momentary},
                           {"short-term", now.short_term},
                           {"integrated", now.integrated},
                           {"range", now.range},
                           {"true-peak", now.true_peak}};
  sample.details.insert(sample.details.end(), details.begin(), details.end());
  out.push_back(std::move(sample));
}

void Loudness::finish(std::string_view reason, Events& out) {
  range_.finish(reason, out);
  step_.finish(reason, out);
  state_.reset();
  peaks_.clear();
  slices_ = 0;
  before_.clear();
}

}  // namespace vqa
