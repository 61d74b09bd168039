// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/clicks.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "audio/sound_sums.h"

namespace vqa {
namespace {

constexpr float kAudible = 0.01F;  // -40 dBFS
constexpr float kWhite = 1e-5F;    // of the power: what keeps predictions tame
constexpr float kNoAttack = 4;     // 6 dB: a click leaves the sound as loud as it was
constexpr Time kWithin = 10s;      // so long a click is remembered
constexpr Time kLongestGap = 10s;

}  // namespace

/// Levinson and Durbin's way from autocorrelation to the weights that predict best. Under a window,
/// for the ends of what is cut out would be what is learned.
void Surprise::learn() {
  const std::size_t size = joined_.size();
  if (window_.size() != size) {
    window_.resize(size);
    for (std::size_t i = 0; i < size; ++i)
      window_[i] =
          static_cast<float>(1 - std::cos(2 * std::numbers::pi * (static_cast<double>(i) + 0.5) /
                                          static_cast<double>(size)));
  }
  static_assert(kLags > kOrder);
  weighed_.resize(size);
  for (std::size_t i = 0; i < size; ++i) weighed_[i] = joined_[i] * window_[i];
  weighed_.resize(size + kLags, 0);
  const auto r = correlate(weighed_.data(), size);
  weights_.fill(0);
  float error = r[0] * (1 + kWhite) + 1e-9F;
  for (std::size_t k = 0; k < kOrder; ++k) {
    float reflected = r[k + 1];
    for (std::size_t j = 0; j < k; ++j) reflected -= weights_[j] * r[k - j];
    reflected /= error;
    const auto before = weights_;
    weights_[k] = reflected;
    for (std::size_t j = 0; j < k; ++j) weights_[j] = before[j] - reflected * before[k - 1 - j];
    error *= 1 - reflected * reflected;
    if (!(error > 0)) break;
  }
}

Surprise::Found Surprise::take(std::span<const float> samples) {
  const std::size_t before = samples.size();
  if (joined_.size() != before) joined_.assign(before, 0);
  joined_.insert(joined_.end(), samples.begin(), samples.end());
  rest_.assign(samples.begin(), samples.end());
  for (std::size_t k = 0; k < kOrder && k < before; ++k)
    for (std::size_t i = 0; i < samples.size(); ++i)
      rest_[i] -= weights_[k] * joined_[before - 1 - k + i];
  Found found;
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    found.energy += samples[i] * samples[i];
    if (std::abs(rest_[i]) <= found.largest) continue;
    found.largest = std::abs(rest_[i]);
    found.place = i;
  }
  const std::size_t near = samples.size() / 10;
  for (std::size_t i = 0; i < rest_.size(); ++i)
    if (i + near < found.place || i > found.place + near)
      found.second = std::max(found.second, std::abs(rest_[i]));
  if (before > kOrder) learn();
  joined_.erase(joined_.begin(), joined_.begin() + static_cast<std::ptrdiff_t>(before));
  return found;
}

Clicks::Clicks(std::string_view detector, IncidentNumbers& numbers)
    : tracker_(detector, "click", "count", numbers) {}

void Clicks::configure(const AudioConfig& config) {
  config_ = config;
  const double count = config.click_count;
  tracker_.configure({.raise_level = count,
                      .clear_level = std::min(count, 1.0),
                      .clear_time = config.click_clear_duration,
                      .max_gap = kLongestGap});
}

bool Clicks::is_click(const Channel& channel) const {
  // Three slices ago, with two on either side of it.
  const auto& of = [&](std::size_t i) -> const Surprise::Found& {
    return channel.last[(count_ + i) % kSlices];
  };
  const auto& middle = of(2);
  // The slice right after a click is predicted from a click, and says nothing.
  const float others = std::max({middle.second, of(0).largest, of(1).largest, of(4).largest});
  const float before = of(0).energy + of(1).energy, after = of(4).energy + of(3).energy;
  return middle.largest >= kAudible &&
         middle.largest > static_cast<float>(config_.click_level) * others &&
         after <= kNoAttack * before + kAudible * kAudible;
}

void Clicks::process(const Slice& slice, Events& out) {
  if (!config_.click) return finish("off", out);
  if (!slice.joined) channels_.clear();
  if (channels_.size() != slice.channels.size()) {
    channels_.assign(slice.channels.size(), {});
    count_ = 0;
  }
  for (std::size_t c = 0; c < channels_.size(); ++c)
    channels_[c].last[count_ % kSlices] = channels_[c].surprise.take(slice.channels[c]);
  if (++count_ < kSlices) return;
  const bool click = std::any_of(channels_.begin(), channels_.end(),
                                 [this](const Channel& c) { return is_click(c); });
  const Time time = slice.time - 2 * slice.duration;
  if (click) clicks_.push_back(time);
  while (!clicks_.empty() && time - clicks_.front() > kWithin) clicks_.pop_front();
  const auto count = static_cast<double>(clicks_.size());
  Verdict verdict = Verdict::undecided;
  if (click && count >= config_.click_count) verdict = Verdict::bad;
  if (!click && tracker_.open()) verdict = Verdict::good;
  if (verdict == Verdict::undecided && !click) return;
  const Time onset = clicks_.empty() ? time : clicks_.front();
  tracker_.judge(
      {.time = slice.end(), .verdict = verdict, .value = count, .confidence = 0.8, .onset = onset},
      out);
}

void Clicks::finish(std::string_view reason, Events& out) {
  tracker_.finish(reason, out);
  channels_.clear();
  clicks_.clear();
}

}  // namespace vqa
