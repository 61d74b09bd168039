// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_bait.h"

#include <algorithm>
#include <cmath>

#include "impair/players.h"
#include "impair/programme.h"
#include "impair/sound_level.h"

namespace vqa::impair {
namespace {

using Id = Kind::Id;

Moment scaled(const Moment& now, double gain) { return {now[0] * gain, now[1] * gain}; }

// From 0 to 1 without a corner.
double ease(double share) {
  return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(share, 0.0, 1.0));
}

/// Begins and ends softly: only what is between the edges is all bait.
class Bait : public SoundEffect {
 public:
  Bait(const Defect& defect, double edge)
      : length_(static_cast<double>(defect.to - defect.from)),
        edge_(std::min(edge * kSoundRate, length_ / 2)) {}
  Moment apply(const Moment& now, std::int64_t since) final {
    const auto at = static_cast<double>(since);
    const double share = ease(std::min(at, length_ - at) / edge_);
    const Moment bait = heard(now, at / kSoundRate);
    return {now[0] + (bait[0] - now[0]) * share, now[1] + (bait[1] - now[1]) * share};
  }

 protected:
  double seconds() const { return length_ / kSoundRate; }

 private:
  virtual Moment heard(const Moment& now, double seconds) = 0;
  double length_, edge_;
};

constexpr double kBrief = 0.03, kSlow = 0.5;  // edges in seconds

class Hush : public Bait {
 public:
  explicit Hush(const Defect& defect)
      : Bait(defect, kSlow), gain_(std::pow(10.0, defect.value("db") / 20)) {}

 private:
  Moment heard(const Moment& now, double) override { return scaled(now, gain_); }
  double gain_;
};

class FadeOut : public Bait {
 public:
  explicit FadeOut(const Defect& defect) : Bait(defect, kBrief) {}

 private:
  Moment heard(const Moment& now, double seconds) override {
    return scaled(now, std::abs(1 - 2 * seconds / this->seconds()));
  }
};

class Staccato : public Bait {
 public:
  Staccato(const Defect& defect, std::uint64_t seed)
      : Bait(defect, kBrief),
        on_(defect.value("on")),
        every_(defect.value("every")),
        edge_(defect.value("edge") / 1000),
        floor_(amplitude(defect.value("floor")), seed) {}

 private:
  Moment heard(const Moment& now, double seconds) override {
    const double phase = std::fmod(seconds, every_);
    // It comes before the beat, so that it is all there when that is.
    const double come = ease((phase - every_ + edge_) / edge_);
    const double go = phase < on_ ? 1 : ease(1 - (phase - on_) / edge_);
    const Moment open = scaled(now, std::max(come, go));
    return {open[0] + floor_.next(), open[1] + floor_.next()};
  }
  double on_, every_, edge_;
  WhiteNoise floor_;
};

class Mono : public Bait {
 public:
  explicit Mono(const Defect& defect) : Bait(defect, kBrief) {}

 private:
  Moment heard(const Moment& now, double) override {
    const double middle = (now[0] + now[1]) / 2;
    return {middle, middle};
  }
};

class Loud : public Bait {
 public:
  explicit Loud(const Defect& defect)
      : Bait(defect, kBrief), gain_(std::pow(10.0, defect.value("gain") / 20)) {}

 private:
  // (Just below full scale, as it is delivered.)
  Moment heard(const Moment& now, double) override {
    constexpr double kMost = 0.9;
    return {kMost * std::tanh(now[0] * gain_), kMost * std::tanh(now[1] * gain_)};
  }
  double gain_;
};

/// Somebody who plays instead of the programme, or beside it.
class Played : public Bait {
 public:
  Played(const Defect& defect, std::unique_ptr<Player> player, bool alone)
      : Bait(defect, kBrief), player_(std::move(player)), alone_(alone) {}

 private:
  Moment heard(const Moment& now, double) override {
    const Moment played = player_->next();
    if (alone_) return played;
    return {now[0] + played[0], now[1] + played[1]};
  }
  std::unique_ptr<Player> player_;
  bool alone_;
};

}  // namespace

std::unique_ptr<SoundEffect> sound_bait(const Defect& defect, std::uint64_t seed) {
  const double level = amplitude(defect.value("level"));
  switch (defect.kind->id) {
    case Id::hush:
      return std::make_unique<Hush>(defect);
    case Id::fadeout:
      return std::make_unique<FadeOut>(defect);
    case Id::staccato:
      return std::make_unique<Staccato>(defect, seed);
    case Id::applause:
      return std::make_unique<Played>(defect, applause(level, seed), false);
    case Id::drums:
      return std::make_unique<Played>(defect, drums(level, seed), true);
    case Id::bass:
      return std::make_unique<Played>(defect, bass(level, seed), true);
    case Id::mono:
      return std::make_unique<Mono>(defect);
    case Id::loud:
      return std::make_unique<Loud>(defect);
    default:
      return nullptr;
  }
}

}  // namespace vqa::impair
