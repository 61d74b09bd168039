// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/silence.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace vqa {
namespace {

constexpr std::size_t kClicks = 2;  // slices that may be louder than silence
constexpr double kFaintest = -120;  // dBFS: what is told of nothing at all
constexpr double kAlive = -40;      // dBFS: the other channel is there for sure
constexpr Time kPauses = 2s;        // which need not end for that
constexpr Time kLongestGap = 10s;   // nothing came for longer: what was, is unknown

double decibels(double energy) {
  return energy > 0 ? std::max(kFaintest, 10 * std::log10(energy)) : kFaintest;
}

}  // namespace

void LevelMeter::watch_constant(const Slice& slice, const std::vector<float>& samples) {
  const bool constant =
      std::all_of(samples.begin(), samples.end(), [&](float x) { return x == samples.front(); });
  if (!constant || !slice.joined || samples.front() != value_) constant_since_.reset();
  if (constant && !constant_since_) constant_since_ = slice.time;
  value_ = samples.back();
}

void LevelMeter::take(const Slice& slice, std::size_t channel, double quiet) {
  const auto& samples = slice.channels[channel];
  if (count_ == 0) loud_until_ = slice.time;
  watch_constant(slice, samples);
  Sums& sums = last_[count_++ % kSlices];
  sums = {};
  for (const float x : samples) {
    sums.sum += double{x};
    sums.squares += double{x} * double{x};
  }
  const auto frames = static_cast<double>(samples.size());
  const double mean = sums.sum / frames;
  if (decibels(sums.squares / frames - mean * mean) > quiet) loud_until_ = slice.end();
  if (!ready()) return;

  std::array<double, kSlices> of_slices;
  std::transform(last_.begin(), last_.end(), of_slices.begin(),
                 [frames](const Sums& s) { return s.sum / frames; });
  std::nth_element(of_slices.begin(), of_slices.begin() + kSlices / 2, of_slices.end());
  const double offset = of_slices[kSlices / 2];
  const auto energy = [&](const Sums& s) {
    return std::max(0.0, (s.squares - 2 * offset * s.sum) / frames + offset * offset);
  };
  std::transform(last_.begin(), last_.end(), of_slices.begin(), energy);
  std::sort(of_slices.begin(), of_slices.end());
  double sum = 0;
  for (std::size_t i = 0; i + kClicks < kSlices; ++i) sum += of_slices[i];
  level_ = decibels(sum / static_cast<double>(kSlices - kClicks));
}

Silence::Silence(std::string_view detector, IncidentNumbers& numbers)
    : all_(detector, "silence", "dBFS", numbers),
      channel_{IncidentTracker(detector, "silence", "dBFS", numbers),
               IncidentTracker(detector, "silence", "dBFS", numbers)} {}

void Silence::configure(const AudioConfig& config) {
  config_ = config;
  IncidentRules rules{.bad = IncidentRules::Bad::below,
                      .raise_level = config.silence_level,
                      .clear_level = config.silence_clear_level,
                      .raise_time = config.min_duration,
                      .critical_time = config.critical_duration,
                      .clear_time = config.clear_duration,
                      .max_gap = kLongestGap};
  all_.configure(rules);
  rules.raise_time = config.channel_duration;
  rules.critical_time = kNever;
  for (IncidentTracker& tracker : channel_) tracker.configure(rules);
}

Verdict Silence::verdict_of(double level) const {
  if (level <= config_.silence_level) return Verdict::bad;
  return level > config_.silence_clear_level ? Verdict::good : Verdict::undecided;
}

void Silence::judge_all(const Slice& slice, Events& out) {
  double level = kFaintest;
  Time onset{}, digital_since{};
  bool digital = true;
  for (const LevelMeter& meter : meters_) {
    level = std::max(level, meter.level());
    onset = std::max(onset, meter.loud_until());
    digital = digital && meter.constant_since();
    digital_since = std::max(digital_since, meter.constant_since().value_or(slice.end()));
  }
  const std::size_t before = out.size();
  all_.judge({.time = slice.end(),
              .verdict = verdict_of(level),
              .value = level,
              .confidence = digital ? 0.99 : 0.9,
              .onset = onset},
             out);
  add_details(out, before, {{"digital", digital && digital_since <= onset + slice.duration}});
}

void Silence::judge_channel(const Slice& slice, std::size_t channel, Events& out) {
  const std::size_t other = 1 - channel;
  const LevelMeter& meter = meters_[channel];
  const bool lonely = alive_[other] && slice.time - *alive_[other] < kPauses;
  Verdict verdict = verdict_of(meter.level());
  if (verdict == Verdict::bad && !lonely) verdict = Verdict::undecided;
  const std::size_t before = out.size();
  channel_[channel].judge({.time = slice.end(),
                           .verdict = verdict,
                           .value = meter.level(),
                           .confidence = meter.constant_since() ? 0.95 : 0.85,
                           .onset = meter.loud_until()},
                          out);
  add_details(out, before,
              {{"channel", static_cast<std::int64_t>(channel + 1)},
               {"digital", meter.constant_since().has_value()}});
}

void Silence::process(const Slice& slice, Events& out) {
  if (!config_.silence) return finish("off", out);
  meters_.resize(slice.channels.size());
  for (std::size_t c = 0; c < meters_.size(); ++c) {
    meters_[c].take(slice, c, config_.silence_level);
    if (c < 2 && meters_[c].ready() && meters_[c].level() >= kAlive) alive_[c] = slice.time;
  }
  if (meters_.empty() || !meters_.front().ready()) return;
  judge_all(slice, out);
  if (!slice.left_right) return;
  for (const std::size_t channel : {0U, 1U}) judge_channel(slice, channel, out);
}

std::optional<double> Silence::loudest() const {
  if (meters_.empty() || !meters_.front().ready()) return std::nullopt;
  double level = kFaintest;
  for (const LevelMeter& meter : meters_) level = std::max(level, meter.level());
  return level;
}

void Silence::sample(Time time, Events& out) const {
  const auto level = loudest();
  Details details;
  for (std::size_t c = 0; c < meters_.size(); ++c)
    details.emplace_back("channel-" + std::to_string(c + 1), meters_[c].level());
  if (!level) details = {{"reason", std::string("first moments")}};
  Event sample = all_.sample(time, level.value_or(kFaintest), level ? 1 : 0);
  sample.details = std::move(details);
  out.push_back(std::move(sample));
}

void Silence::finish(std::string_view reason, Events& out) {
  std::size_t before = out.size();
  all_.finish(reason, out);
  for (std::size_t channel : {0U, 1U}) {
    before = out.size();
    channel_[channel].finish(reason, out);
    add_details(out, before, {{"channel", static_cast<std::int64_t>(channel + 1)}});
  }
  meters_.clear();
  alive_ = {};
}

}  // namespace vqa
