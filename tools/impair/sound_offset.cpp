// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_offset.h"

#include <algorithm>
#include <cmath>

namespace vqa::impair {
namespace {

constexpr std::int64_t kKept = std::int64_t{6} * kSoundRate;  // more than any offset takes

std::int16_t between(std::int16_t one, std::int16_t two, double part) {
  return static_cast<std::int16_t>(std::lround(one + part * (two - one)));
}

}  // namespace

double offset_of(const Defect& defect, double seconds) {
  return defect.value("ms") + defect.value("ppm") * seconds / 1000;
}

SoundOffset::SoundOffset(const std::vector<Defect>& defects) {
  std::copy_if(defects.begin(), defects.end(), std::back_inserter(defects_),
               [](const Defect& defect) { return defect.kind->id == Kind::Id::av_offset; });
}

/// In samples, and parts of them.
double SoundOffset::shift_at(std::int64_t sample) const {
  for (const Defect& defect : defects_) {
    if (sample < defect.from || sample >= defect.to) continue;
    const double since = static_cast<double>(sample - defect.from) / kSoundRate;
    return offset_of(defect, since) * kSoundRate / 1000;
  }
  return 0;
}

Problem SoundOffset::read_until(Programme& programme, std::int64_t sample) {
  const auto end = first_ + static_cast<std::int64_t>(known_.size() / kSoundChannels);
  if (end > sample) return std::nullopt;
  if (auto problem = programme.sound(static_cast<std::size_t>(sample + 1 - end), known_))
    return problem;
  const std::int64_t old = sample - 2 * kKept - first_;
  if (old < kKept) return std::nullopt;
  known_.erase(known_.begin(), known_.begin() + old * kSoundChannels);
  first_ += old;
  return std::nullopt;
}

Problem SoundOffset::add(Programme& programme, std::size_t samples, Sound& into) {
  if (defects_.empty()) return programme.sound(samples, into);
  for (std::size_t i = 0; i < samples; ++i, ++position_) {
    const double at = static_cast<double>(position_) - shift_at(position_);
    const auto whole = static_cast<std::int64_t>(std::floor(at));
    if (auto problem = read_until(programme, std::max(whole + 1, position_))) return problem;
    for (int channel = 0; channel < kSoundChannels; ++channel) {
      const auto value = [&](std::int64_t sample) -> std::int16_t {
        const std::int64_t index = (sample - first_) * kSoundChannels + channel;
        return index < 0 ? std::int16_t{0} : known_[static_cast<std::size_t>(index)];
      };
      into.push_back(between(value(whole), value(whole + 1), at - static_cast<double>(whole)));
    }
  }
  return std::nullopt;
}

}  // namespace vqa::impair
