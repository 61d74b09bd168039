// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/freeze.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/block_box.h"
#include "freeze/changes.h"

namespace vqa {
namespace {

constexpr double kLiveShare = 0.12;   // an overlay on 5 % of the picture touches this many blocks
constexpr double kMostLeftOut = 0.5;  // share of the picture: an overlay with its surroundings
constexpr Time kLongestGap = 10s;     // nothing seen for longer: what was, is unknown
constexpr Time kFirstWeighing = 1s;   // of rest; the evidence gets better
constexpr Time kLastWeighing = 2s;    // until here, and then the history forgets what was before
constexpr Time kBetweenWeighings = 250ms;
constexpr float kEnergyCut = 7;  // luma steps: more change than this is not more motion

/// Adds to the flags of `out` those of the blocks that live and of their neighbours: what moves in
/// a block also disturbs the coding next to it. Overlays fill more than one block; one that lives
/// alone is an encoder that has improved it, and has no effect around.
void add_surroundings(const BlockFlags& live, const BlockGrid& grid, BlockFlags& out) {
  for (int row = 0; row < grid.rows; ++row) {
    for (int col = 0; col < grid.cols; ++col) {
      if (live[grid.at(col, row)] == 0) continue;
      const int top = std::max(0, row - 1), bottom = std::min(grid.rows - 1, row + 1);
      const int left = std::max(0, col - 1), right = std::min(grid.cols - 1, col + 1);
      int alive = 0;
      for (int y = top; y <= bottom; ++y)
        for (int x = left; x <= right; ++x) alive += live[grid.at(x, y)];
      out[grid.at(col, row)] = 1;
      if (alive < 2) continue;
      for (int y = top; y <= bottom; ++y)
        for (int x = left; x <= right; ++x) out[grid.at(x, y)] = 1;
    }
  }
}

void add_sound(SoundSays sound, Event& event) {
  if (sound != SoundSays::unknown)
    event.details.emplace_back("sound", std::string(to_string(sound)));
}

}  // namespace

Freeze::Freeze()
    : whole_{.rest = Rest(0), .whole = true}, part_{.rest = Rest(kLiveShare), .whole = false} {
  configure(Config{});
}

void Freeze::configure(const Config& config) {
  config_ = config;
  IncidentRules rules{.bad = IncidentRules::Bad::below,
                      .raise_level = config.noise,
                      .clear_level = config.noise,
                      .raise_time = config.min_duration,
                      .critical_time = config.critical_duration,
                      .clear_time = config.clear_duration,
                      .max_gap = kLongestGap};
  freeze_.configure(rules);
  rules.severity = Severity::info;
  rules.critical_time = kNever;
  still_.configure(rules);
  stutter_.configure(config.stutter_hold);
}

/// What was seen has nothing to do with what comes.
void Freeze::forget() {
  history_.forget();
  for (Watch* watch : {&whole_, &part_}) {
    watch->rest.reset();
    watch->evidence = {};
  }
  compared_ = 0;
}

Freeze::Sight Freeze::look(const VideoFrame& frame) {
  std::swap(current_, previous_);
  mapper_.means_and_activity(frame.luma, current_, activity_);
  if (blocks_.fit(mapper_.grid())) {
    history_.reset(blocks_.grid().size());
    forget();
  }
  if (blocks_.seen() == 0) return Sight::masked;
  shade_ = shade_of(current_, blocks_.grid(), blocks_.masked());
  if (shade_.even && shade_.others.empty()) return Sight::flat;
  return Sight::clear;
}

/// The blocks that say nothing about whether the rest of the picture stopped.
const BlockFlags& Freeze::not_at_rest(const Watch& watch) {
  if (watch.whole) return blocks_.masked();
  ignored_ = blocks_.masked();
  watch.rest.living(living_);
  add_surroundings(living_, blocks_.grid(), ignored_);
  return ignored_;
}

void Freeze::weigh(Watch& watch) {
  const Time age = now_ - watch.rest.start();
  if (watch.rest.frames() == 0) {
    watch.evidence = {};
    watch.next_weighing = watch.rest.start() + std::min(kFirstWeighing, config_.min_duration);
  } else if (now_ >= watch.next_weighing && age <= kLastWeighing + kBetweenWeighings) {
    watch.next_weighing = now_ + kBetweenWeighings;
    const BlockFlags& ignored = not_at_rest(watch);
    const auto weighed = static_cast<double>(ignored.size() - count_set(ignored));
    const auto left_out = static_cast<double>(blocks_.seen()) - weighed;
    // Overlays are compact. What lives all over the picture is the scene.
    watch.evidence = left_out > kMostLeftOut * static_cast<double>(ignored.size())
                         ? Evidence{}
                         : scale_.weigh(history_, watch.rest.start(), ignored, watch.whole);
  }
}

void Freeze::follow() {
  history_.push(now_, current_, activity_);
  if (!whole_.rest.begun())
    previous_ = current_;
  else
    ++compared_;
  for (Watch* watch : {&whole_, &part_}) {
    watch->rest.follow(now_, current_, previous_, blocks_.masked(),
                       static_cast<float>(config_.noise));
    weigh(*watch);
  }
}

/// The watch that says that the picture is frozen, if one does. Where nothing goes on living, the
/// watch of the whole picture knows better.
const Freeze::Watch* Freeze::frozen() const {
  if (whole_.frozen()) return &whole_;
  const bool lives = whole_.rest.start() > part_.rest.start() + Rest::kComesToRest;
  return part_.frozen() && lives ? &part_ : nullptr;
}

/// Does nothing live that did not live during the open freeze? It may be a freeze that goes on
/// after a glitch: only motion speaks against it.
bool Freeze::resting() const {
  if (!freeze_.open() || part_.rest.frames() == 0) return false;
  if (frozen_but_.size() != part_.rest.live().size()) return false;
  int fresh = 0;
  for (std::size_t i = 0; i < frozen_but_.size(); ++i)
    if (part_.rest.live()[i] != 0 && frozen_but_[i] == 0) ++fresh;
  return fresh <= 1;
}

void Freeze::describe(const Watch& watch, Event& event) const {
  BlockFlags living;
  const auto count = static_cast<double>(watch.rest.living(living));
  event.details.emplace_back("live_area", count / static_cast<double>(living.size()));
  if (count > 0) {
    const auto box = box_around(blocks_.grid(), [&](std::size_t i) { return living[i] != 0; });
    event.details.emplace_back("live_box", text_of(box, blocks_.grid()));
  }
  event.details.emplace_back("motion_before", watch.evidence.motion);
  event.details.emplace_back("motion_left", watch.evidence.motion_left);
}

SoundSays Freeze::sound_at(Time onset) const {
  return sound_ ? weigh_sound(*sound_, onset) : SoundSays::unknown;
}

void Freeze::judge_freeze(Events& out) {
  const Watch* watch = frozen();
  Judgement judgement{.time = now_, .value = whole_.rest.change()};
  SoundSays sound = SoundSays::unknown;
  if (watch != nullptr) {
    frozen_but_ = not_at_rest(*watch);
    judgement.verdict = Verdict::bad;
    judgement.value = watch->rest.change();
    judgement.onset = watch->evidence.onset;
    // Half certain where a little more motion would have said that somebody only keeps still.
    const double by_picture = 1 - 0.5 * std::clamp(std::max(watch->evidence.energy_left / 0.4,
                                                            watch->evidence.motion_left / 0.3),
                                                   0.0, 1.0);
    sound = sound_at(watch->evidence.onset);
    judgement.confidence = sure_of_freeze(by_picture, sound);
  } else if (resting()) {
    judgement.verdict = Verdict::undecided;
  }
  const std::size_t before = out.size();
  freeze_.judge(judgement, out);
  if (watch == nullptr) return;
  for (std::size_t i = before; i < out.size(); ++i) {
    if (out[i].phase == Phase::end) continue;
    describe(*watch, out[i]);
    add_sound(sound, out[i]);
  }
}

void Freeze::judge_still(Events& out) {
  const Rest& rest = whole_.rest;
  const SoundSays sound = sound_at(rest.start());
  Judgement judgement{.time = now_,
                      .value = rest.change(),
                      .confidence = sure_of_still(0.5, sound),
                      .onset = rest.start()};
  // A logo on one colour is for a detector of black pictures to tell.
  if (rest.frames() > 0 && frozen() == nullptr && !freeze_.open() && !shade_.empty()) {
    const bool long_enough = now_ - rest.start() >= config_.min_duration;
    judgement.verdict = long_enough ? Verdict::bad : Verdict::undecided;
  }
  const std::size_t before = out.size();
  still_.judge(judgement, out);
  for (std::size_t i = before; i < out.size(); ++i) {
    if (out[i].phase != Phase::begin) continue;
    out[i].details.emplace_back("cause", std::string(to_string(whole_.evidence.says)));
    add_sound(sound, out[i]);
  }
}

void Freeze::judge_stutter(Events& out) {
  measure_changes(current_, previous_, blocks_.masked(), changes_);
  const auto seen = static_cast<float>(blocks_.seen());
  stutter_.process(now_, two_largest(changes_).second, sum_up_to(kEnergyCut, changes_) / seen, out);
}

void Freeze::process(const VideoFrame& frame, Events& out) {
  if (sight_ != Sight::nothing_yet && frame.time - now_ > kLongestGap) finish("gap", out);
  now_ = frame.time;
  sight_ = look(frame);
  if (sight_ == Sight::clear) {
    follow();
    judge_stutter(out);
  } else {
    forget();
    stutter_.interrupt();
  }
  judge_freeze(out);
  judge_still(out);
}

void Freeze::sample(Events& out) const {
  const Rest& rest = whole_.rest;
  Event sample = freeze_.sample(now_, rest.change(), compared_ > 0 ? 1 : 0);
  if (rest.begun()) {
    sample.start = rest.start();
    sample.duration = now_ - rest.start();
  }
  if (compared_ == 0) {
    sample.details.emplace_back("reason", std::string(sight_ == Sight::masked ? "all masked"
                                                      : sight_ == Sight::flat ? "flat picture"
                                                                              : "first frame"));
  }
  out.push_back(std::move(sample));
}

void Freeze::finish(std::string_view reason, Events& out) {
  freeze_.finish(reason, out);
  still_.finish(reason, out);
  stutter_.finish(reason, out);
  sight_ = Sight::nothing_yet;
  forget();
}

}  // namespace vqa
