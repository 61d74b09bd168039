// SPDX-License-Identifier: LGPL-2.1-or-later
#include "audio/dropout.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace vqa {
namespace {

constexpr std::size_t kBins = 10;  // of 1 ms, in a slice
constexpr Time kLongestGap = 10s;

std::int64_t milliseconds(Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

}  // namespace

Dropout::Dropout(std::string_view detector, IncidentNumbers& numbers)
    : tracker_(detector, "dropout", "count", numbers) {}

void Dropout::configure(const AudioConfig& config) {
  config_ = config;
  tracker_.configure({.raise_level = 1,
                      .clear_level = 1,
                      .critical_level = static_cast<double>(config.dropout_critical),
                      .clear_time = config.dropout_clear_duration,
                      .max_gap = kLongestGap});
}

void Dropout::tell(const Lost& lost, Time now, Events& out) {
  if (lost.length < config_.dropout_min_duration) return;
  const bool known =
      tracker_.open() && lost.begin < last_end_;  // in another channel, or not over yet
  last_end_ = std::max(last_end_, lost.begin + lost.length);
  if (!tracker_.open()) count_ = 0;
  if (!known) ++count_;
  const std::size_t before = out.size();
  tracker_.judge({.time = now,
                  .verdict = Verdict::bad,
                  .value = static_cast<double>(count_),
                  .confidence = lost.digital ? 0.95 : 0.85,
                  .onset = lost.begin},
                 out);
  add_details(out, before,
              {{"cause", std::string(lost.cause)},
               {"length", milliseconds(lost.length)},
               {"digital", lost.digital}});
}

void Dropout::look_for_holes(const Slice& slice, std::size_t channel, Events& out) {
  const auto longest = static_cast<std::size_t>(milliseconds(config_.dropout_max_duration));
  const auto& samples = slice.channels[channel];
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const std::size_t begin = bin * samples.size() / kBins,
                      end = (bin + 1) * samples.size() / kBins;
    const auto hole =
        channels_[channel].holes.take(std::span(samples).subspan(begin, end - begin), longest);
    if (!hole) continue;
    const Time now = slice.time + slice.duration * static_cast<Time::rep>(bin + 1) / kBins;
    tell({.begin = now - std::chrono::milliseconds(hole->since + hole->length),
          .length = std::chrono::milliseconds(hole->length),
          .cause = "hole",
          .digital = hole->digital},
         slice.end(), out);
  }
}

void Dropout::look_for_repeats(const Slice& slice, std::size_t channel, Events& out) {
  const auto rate = static_cast<Time::rep>(slice.rate);
  const auto time_of = [rate](std::size_t samples) {
    return Time(static_cast<Time::rep>(samples) * Time::period::den / rate);
  };
  const auto longest =
      static_cast<std::size_t>(milliseconds(config_.dropout_max_duration) * rate / 1000);
  const auto again = channels_[channel].repeats.take(slice.channels[channel],
                                                     static_cast<std::size_t>(rate), longest);
  if (!again) return;
  tell({.begin = slice.end() - time_of(again->since + again->length),
        .length = time_of(again->length),
        .cause = "repeat",
        .digital = false},
       slice.end(), out);
}

void Dropout::process(const Slice& slice, Events& out) {
  if (!config_.dropout) return finish("off", out);
  if (!slice.joined) channels_.clear();
  channels_.resize(slice.channels.size());
  const std::size_t before = out.size();
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
    look_for_holes(slice, channel, out);
    look_for_repeats(slice, channel, out);
  }
  if (out.size() == before && tracker_.open())
    tracker_.judge(
        {.time = slice.end(), .verdict = Verdict::good, .value = static_cast<double>(count_)}, out);
}

void Dropout::finish(std::string_view reason, Events& out) {
  tracker_.finish(reason, out);
  channels_.clear();
}

}  // namespace vqa
