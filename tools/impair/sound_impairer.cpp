// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_impairer.h"

#include <algorithm>
#include <cmath>

namespace vqa::impair {
namespace {

constexpr double kFull = 32767;

std::int16_t sample(double value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -1.0, 1.0) * kFull));
}

double level_of(double squares, std::int64_t values) {
  return values > 0 ? dbfs(std::sqrt(squares / static_cast<double>(values))) : kSilence;
}

}  // namespace

SoundImpairer::SoundImpairer(const std::vector<Defect>& defects, std::uint64_t seed) {
  for (const Defect& defect : defects) {
    Job job;
    if (defect.kind->heard()) {
      job.hit = channels_of(defect);
      if (defect.kind->id == Kind::Id::clipping) job.full = 1 / amplitude(defect.value("gain"));
      job.places = places_of(defect, seed);
      job.effect = sound_effect(defect, seed ^ static_cast<std::uint64_t>(defect.from));
      job.powers.resize(job.places.size());
    }
    jobs_.push_back(std::move(job));
  }
}

void SoundImpairer::apply(Sound& sound) {
  for (std::size_t i = 0; i + 1 < sound.size(); i += kSoundChannels, ++position_) {
    const Moment before = {sound[i] / kFull, sound[i + 1] / kFull};
    Moment now = before;
    for (Job& job : jobs_) {
      if (job.effect) apply(job, now);
    }
    if (now == before) continue;
    sound[i] = sample(now[0]);
    sound[i + 1] = sample(now[1]);
  }
}

void SoundImpairer::apply(Job& job, Moment& now) {
  while (job.current < job.places.size() && position_ >= job.places[job.current].to) ++job.current;
  if (job.current == job.places.size() || position_ < job.places[job.current].from) {
    job.effect->pass(now);
    return;
  }
  Power& power = job.powers[job.current];
  for (std::size_t channel = 0; channel < now.size(); ++channel) {
    if (!job.hit[channel]) continue;
    power.before += now[channel] * now[channel];
    ++power.values;
    power.clipped += std::abs(now[channel]) > job.full;
  }
  now = job.effect->apply(now, position_ - job.places[job.current].from);
  power.left += now[0] * now[0];
  power.right += now[1] * now[1];
  power.both += now[0] * now[1];
}

std::vector<Heard> SoundImpairer::heard() const {
  std::vector<Heard> all;
  for (const Job& job : jobs_) {
    Heard heard;
    heard.places = job.places;
    Power sum;
    for (const Power& power : job.powers) {
      heard.levels.push_back(level_of(power.before, power.values));
      sum.before += power.before;
      sum.left += power.left;
      sum.right += power.right;
      sum.both += power.both;
      sum.values += power.values;
      sum.clipped += power.clipped;
    }
    heard.level = level_of(sum.before, sum.values);
    if (sum.values > 0) {
      heard.clipped = static_cast<double>(sum.clipped) / static_cast<double>(sum.values);
    }
    const double product = std::sqrt(sum.left * sum.right);
    if (product > 0) heard.correlation = sum.both / product;
    all.push_back(std::move(heard));
  }
  return all;
}

}  // namespace vqa::impair
