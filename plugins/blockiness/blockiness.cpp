// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/blockiness.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <string>

namespace vqa {
namespace {

constexpr Time kLongestGap = 10s;  // nothing seen for longer: what was, is unknown
constexpr double kClearly = 0.4;   // of the way from 0 to what is damaged: below, it is not
constexpr Time kLasts = 500ms, kLongLook = 200ms;
constexpr double kLessSure = 2, kMostOdds = 6;  // logarithms
constexpr double kSuspect = 0.06;               // surely: from here on each picture is looked at
constexpr std::size_t kUnknown = 8;             // and so are the first ones

}  // namespace

void Blockiness::configure(const Config& config) {
  config_ = config;
  corruption_.configure({.raise_level = config.critical_area,
                         .critical_level = config.critical_area,
                         .clear_time = config.clear_duration,
                         .max_gap = kLongestGap});
  blockiness_.configure({.raise_level = config.max_blockiness,
                         .clear_level = config.clear_blockiness,
                         .critical_level = config.critical_blockiness,
                         .raise_time = config.blockiness_duration,
                         .clear_time = config.blockiness_clear_duration,
                         .max_gap = kLongestGap});
}

void Blockiness::set_mask(const Mask& mask) {
  finder_.set_mask(mask);
  quality_.set_mask(mask);
}

// The logarithm of the odds that what is seen is damaged.
double Blockiness::odds() const { return likelihood_.value() + losses_.odds(); }

double Blockiness::confidence() const { return seen_ ? 1 / (1 + std::exp(-odds())) : 0; }

// For some pictures, or, a bit less surely, for longer.
bool Blockiness::is_damage(double sure) {
  damaged_[pictures_ % kWeighed] = sure >= config_.min_confidence;
  const double now = std::min(odds(), kMostOdds);
  const std::chrono::duration<double> since = std::clamp<Time>(now_ - looked_, 0ms, kLongLook);
  lasting_ += (1 - std::exp(-since / std::chrono::duration<double>(kLasts))) * (now - lasting_);
  looked_ = now_;
  const double enough = -std::log(1 / config_.min_confidence - 1) - kLessSure;
  return static_cast<std::size_t>(std::count(damaged_.begin(), damaged_.end(), true)) >= kEnough ||
         (since_ && lasting_ >= enough);
}

// The area that as many of the last pictures have, at least.
double Blockiness::lasting_area() const {
  auto areas = areas_;
  std::nth_element(areas.begin(), areas.begin() + kOften - 1, areas.end(), std::greater<>());
  return areas[kOften - 1];
}

void Blockiness::describe(Event& event) const {
  if (event.phase == Phase::end) return;
  event.value = damage_.area;  // what lasts of it decided how severe it is
  if (!damage_.box.empty())
    event.details.emplace_back("box", text_of(damage_.box, finder_.cells().grid(), row_height_));
  if (event.phase == Phase::begin) event.details.emplace_back("map", finder_.coarse_map());
  const auto packets = losses_.packets();
  event.details.emplace_back("cause", std::string(packets ? "transit" : "upstream"));
  if (packets) event.details.emplace_back("lost", *packets);
}

bool Blockiness::is_suspect() const {
  return pictures_ < kUnknown || corruption_.open() || losses_.odds() > 0 ||
         confidence() >= kSuspect;
}

void Blockiness::process(const VideoFrame& frame, Events& out) {
  now_ = frame.time;
  losses_.see(now_);
  if (pace_.due(now_, is_suspect())) judge_damage(frame, out);
  judge_quality(frame, out);
}

void Blockiness::judge_damage(const VideoFrame& frame, Events& out) {
  row_height_ = frame.interlaced ? 2 : 1;
  seen_ = finder_.look(frame.interlaced ? first_field(frame) : frame, damage_);
  if (!seen_) damage_ = {};
  likelihood_.add(now_, damage_.evidence);
  const double sure = confidence();
  areas_[pictures_ % kLasting] = damage_.area;
  if (sure <= kClearly * config_.min_confidence) {
    since_.reset();
  } else if (!since_) {
    since_ = now_;
  }
  const bool is_bad = is_damage(sure);
  ++pictures_;
  Judgement judgement{.time = now_, .value = damage_.area, .confidence = sure};
  if (is_bad) {
    judgement.verdict = Verdict::bad;
    judgement.value = lasting_area();
    judgement.onset = since_;
  } else if (since_) {
    judgement.verdict = Verdict::undecided;
  }
  const std::size_t before = out.size();
  corruption_.judge(judgement, out);
  for (std::size_t i = before; i < out.size(); ++i) describe(out[i]);
}

void Blockiness::judge_quality(const VideoFrame& frame, Events& out) {
  if (!config_.measure_blockiness) {
    blockiness_.finish("cleared", out);
    return quality_.forget();
  }
  if (!quality_.look(frame)) return;
  const std::size_t before = out.size();
  if (quality_.confidence() > 0) {
    blockiness_.observe(now_, quality_.value(), quality_.confidence(), out);
  } else {
    blockiness_.judge({.time = now_, .verdict = Verdict::undecided, .confidence = 0}, out);
  }
  for (std::size_t i = before; i < out.size(); ++i)
    if (out[i].phase != Phase::end) quality_.describe(out[i].details);
}

void Blockiness::sample(Events& out) const {
  if (config_.measure_blockiness) {
    out.push_back(blockiness_.sample(now_, quality_.value(), quality_.confidence()));
    quality_.describe(out.back().details);
  }
  Event sample = corruption_.sample(now_, damage_.area, seen_ ? 1 : 0);
  if (seen_) {
    sample.details.emplace_back("score", confidence());
  } else {
    sample.details.emplace_back("reason", std::string("nothing to be seen"));
  }
  out.push_back(std::move(sample));
}

void Blockiness::finish(std::string_view reason, Events& out) {
  corruption_.finish(reason, out);
  blockiness_.finish(reason, out);
  forget();
}

void Blockiness::forget() {
  pace_.forget();
  finder_.forget();
  likelihood_.forget();
  losses_.forget();
  quality_.forget();
  damage_ = {};
  seen_ = false;
  pictures_ = 0;
  damaged_.fill(false);
  lasting_ = 0;
  looked_ = {};
  since_.reset();
  areas_.fill(0);
}

}  // namespace vqa
