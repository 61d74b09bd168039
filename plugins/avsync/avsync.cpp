// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/avsync.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace vqa {
namespace {

constexpr Time kStep = 100ms;
constexpr Time kElsewhere = 120s;         // time that ran on by more is not judged step by step
constexpr Time kForgotten = 60s;          // nothing known for as long: what was, is unknown
constexpr Time kForgottenSpeech = 10min;  // the same of speech, which is not always there
constexpr double kMargin = 10;            // ms inside of a limit, and it is over

double ms(Time time) { return std::chrono::duration<double, std::milli>(time).count(); }

Time step_at_or_before(Time time) { return time / kStep * kStep; }

std::string words(double offset) {
  const auto rounded = std::lround(offset);
  if (rounded == 0) return "in sync";
  return (rounded > 0 ? "sound late by " : "sound early by ") + std::to_string(std::abs(rounded)) +
         " ms";
}

std::string words_of_shift(double change) {
  if (change == 0) return "sound as it was";
  return "sound " + std::to_string(std::lround(std::abs(change))) +
         (change > 0 ? " ms later than it was" : " ms earlier than it was");
}

}  // namespace

AvSync::AvSync()
    : stamps_{StampWatch(kDetector, Side::picture, numbers_),
              StampWatch(kDetector, Side::sound, numbers_)},
      drift_(kDetector, numbers_),
      late_(kDetector, "offset", "ms", numbers_),
      early_(kDetector, "offset", "ms", numbers_),
      shift_(kDetector, "shift", "ms", numbers_) {
  configure(Config{});
}

void AvSync::configure(const Config& config) {
  config_ = config;
  for (StampWatch& watch : stamps_) watch.configure(config);
  drift_.configure(config);
  const IncidentRules rules{.clear_time = config.clear_duration};
  const auto limits = [rules](IncidentRules::Bad bad, double limit, double critical, double clear) {
    IncidentRules own = rules;
    own.bad = bad;
    own.raise_level = limit;
    own.critical_level = critical;
    own.clear_level = clear;
    return own;
  };
  const double late = ms(config.late_limit), early = ms(config.early_limit);
  late_.configure(limits(IncidentRules::Bad::above, late, ms(config.late_critical),
                         late - std::min(kMargin, late / 2)));
  early_.configure(limits(IncidentRules::Bad::below, -early, -ms(config.early_critical),
                          std::min(kMargin, early / 2) - early));
}

void AvSync::come(Side side, Time time, const Stamp& stamp, bool others_wait, Events& out) {
  stamps_[index(side)].take(stamp, out);
  meeting_.come(side, time, time + stamp.duration);
  const Time now = std::max(*meeting_.end(side), meeting_.end(other(side)).value_or(Time::zero()));
  stamps_[index(side)].watch(now, Time::zero(), out);
  if (!others_wait) stamps_[index(other(side))].watch(now, meeting_.missing(other(side)), out);
}

void AvSync::take(const PictureNote& note, bool others_wait, Events& out) {
  come(Side::picture, note.time, note.stamp, others_wait, out);
  if (note.flash) markers_.flash(*note.flash);
  reference_.see(note.time, note.cells);
  speech_.see(note.time, note.face);
}

void AvSync::take(const SoundNote& note, bool others_wait, Events& out) {
  come(Side::sound, note.time, note.stamp, others_wait, out);
  drift_.take(note.stamp, note.frames, note.rate, out);
  for (const Time beep : note.beeps) markers_.beep(beep);
  for (const SoundPrints& row : note.prints) reference_.hear(row);
  for (const SpeechSounds& row : note.speech) speech_.hear(row);
}

bool AvSync::step(Events& out) {
  const auto reached = meeting_.reached();
  if (!reached || *reached < Time::zero()) return false;
  if (!next_ || *reached - *next_ > kElsewhere) next_ = step_at_or_before(*reached);
  if (*next_ > *reached) return false;
  now_ = *next_;
  *next_ += kStep;
  for (const Side side : {Side::picture, Side::sound})
    if (meeting_.left(side) && meeting_.end(side) && now_ > *meeting_.end(side))
      finish_offset("eos", out);
  if (const auto estimate = markers_.look(now_)) opinion_.take(Source::markers, *estimate);
  if (const auto estimate = reference_.look(now_)) opinion_.take(Source::reference, *estimate);
  judge_shift(out);
  judge_offset(out);
  return true;
}

void AvSync::judge_shift(Events& out) {
  if (const auto answer = speech_.look(now_)) {
    opinion_.take(Source::speech, answer->estimate);
    lips_.take(*answer);
    heard_at_ = now_;
    const std::size_t before = out.size();
    const double change = lips_.change().value_or(0);
    shift_.configure({.severity = lips_.other_speaker() ? Severity::info : Severity::warning});
    shift_.judge({.time = now_,
                  .verdict = lips_.change() ? Verdict::bad : Verdict::good,
                  .value = change,
                  .confidence = answer->estimate.confidence,
                  .onset = answer->estimate.from},
                 out);
    for (std::size_t i = before; i < out.size(); ++i)
      out[i].threshold = std::copysign(lips_.limit(), out[i].value);
    add_details(out, before,
                {{"words", words_of_shift(change)}, {"offset_speech", answer->estimate.offset}});
  } else if (now_ - heard_at_ > kForgottenSpeech) {
    shift_.finish("gap", out);
  }
}

void AvSync::judge_offset(Events& out) {
  ++steps_;
  const auto belief = opinion_.belief(now_);
  if (belief) {
    ++known_;
    known_at_ = now_;
    tell(late_, ms(config_.late_limit), *belief, out);
    tell(early_, -ms(config_.early_limit), *belief, out);
  } else if (now_ - known_at_ > kForgotten) {
    late_.finish("gap", out);
    early_.finish("gap", out);
  }
}

void AvSync::tell(IncidentTracker& tracker, double limit, const Opinion::Belief& belief,
                  Events& out) {
  const double offset = belief.estimate.offset, clear = tracker.rules().clear_level;
  const bool beyond = limit > 0 ? offset >= limit : offset <= limit;
  // Lips are not exact enough for the limits that people have.
  const bool bad = beyond && (belief.source != Source::speech || lips_.gross());
  const bool good = limit > 0 ? offset < clear : offset > clear;
  if (!bad && !tracker.open()) return;
  const std::size_t before = out.size();
  tracker.judge({.time = now_,
                 .verdict = bad    ? Verdict::bad
                            : good ? Verdict::good
                                   : Verdict::undecided,
                 .value = offset,
                 .confidence = belief.estimate.confidence,
                 .onset = belief.estimate.from},
                out);
  for (std::size_t i = before; i < out.size() && belief.source == Source::speech; ++i)
    out[i].threshold = std::copysign(LipBaseline::kGross, limit);
  add_details(out, before, details());
}

Details AvSync::details() const {
  Details all;
  if (const auto belief = opinion_.belief(now_)) {
    std::string said = words(belief->estimate.offset);
    if (belief->source == Source::speech)
      said += ", give or take " + std::to_string(std::lround(belief->estimate.error)) + " ms";
    all.emplace_back("words", std::move(said));
    all.emplace_back("source", std::string(name_of(belief->source)));
    all.emplace_back("error", belief->estimate.error);
  }
  for (const Source source : kAllSources) {
    const auto said = opinion_.belief(source, now_);
    if (said) all.emplace_back(std::string("offset_") + name_of(source), said->offset);
  }
  all.emplace_back("coverage", static_cast<double>(known_) /
                                   static_cast<double>(std::max<std::uint64_t>(steps_, 1)));
  if (const auto ppm = drift_.ppm()) all.emplace_back("drift", *ppm);
  return all;
}

const char* AvSync::reason_unknown() const {
  for (const Side side : {Side::picture, Side::sound}) {
    const bool sound = side == Side::sound;
    if (meeting_.left(side) && now_ > meeting_.end(side))
      return sound ? "sound is over" : "picture is over";
    if (!meeting_.here(side)) return sound ? "no sound" : "no picture";
  }
  return reference_.given() ? reference_.reason() : speech_.reason(now_);
}

void AvSync::sample(Events& out) const {
  const auto belief = opinion_.belief(now_);
  Event sample = belief ? late_.sample(now_, belief->estimate.offset, belief->estimate.confidence)
                        : late_.sample(now_, 0, 0);
  sample.details = details();
  if (!belief) sample.details.emplace_back("reason", std::string(reason_unknown()));
  out.push_back(std::move(sample));
}

void AvSync::finish(Side side, std::string_view reason, Events& out) {
  stamps_[index(side)].finish(reason, out);
  if (side == Side::sound) drift_.finish(reason, out);
  const bool all_left = meeting_.left(Side::picture) && meeting_.left(Side::sound);
  if (meeting_.left(side) && !all_left) return;  // what the other side still has to come is judged
  finish_offset(reason, out);
  if (meeting_.left(side)) return;
  meeting_.begin_anew(side);
  next_.reset();
  known_at_ = {};
}

void AvSync::finish_offset(std::string_view reason, Events& out) {
  const std::size_t before = out.size();
  late_.finish(reason, out);
  early_.finish(reason, out);
  add_details(out, before, details());
  shift_.finish(reason, out);
  markers_.reset();
  reference_.reset();
  speech_.reset();
  lips_.reset();
  opinion_.reset();
}

void AvSync::restart() {
  meeting_ = {};
  next_.reset();
  known_at_ = {};
  steps_ = known_ = 0;
}

}  // namespace vqa
