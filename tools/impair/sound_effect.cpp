// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_effect.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include "impair/noise.h"
#include "impair/programme.h"
#include "impair/sound_bait.h"
#include "impair/sound_level.h"

namespace vqa::impair {
namespace {

using Id = Kind::Id;

/// A defect that treats each channel by itself, if it treats it at all.
class PerChannel : public SoundEffect {
 public:
  explicit PerChannel(const Defect& defect) : hit_(channels_of(defect)) {}
  Moment apply(const Moment& now, std::int64_t since) final {
    Moment then = now;
    for (std::size_t channel = 0; channel < then.size(); ++channel) {
      if (hit_[channel]) then[channel] = heard(now[channel], channel, since);
    }
    return then;
  }

 private:
  virtual double heard(double now, std::size_t channel, std::int64_t since) = 0;
  std::array<bool, 2> hit_;
};

class Silence : public PerChannel {
 public:
  Silence(const Defect& defect, std::uint64_t seed)
      : PerChannel(defect),
        floor_(amplitude(defect.value("floor")), seed),
        offset_(defect.value("offset")) {}

 private:
  double heard(double, std::size_t, std::int64_t) override { return offset_ + floor_.next(); }

  WhiteNoise floor_;
  double offset_;
};

class Click : public PerChannel {
 public:
  explicit Click(const Defect& defect)
      : PerChannel(defect), level_(amplitude(defect.value("level"))) {}

 private:
  // Away from where the signal is, so that it is not lost in what cannot get any louder.
  double heard(double now, std::size_t channel, std::int64_t since) override {
    if (since == 0) sign_[channel] = now > 0 ? -1 : 1;
    return now + sign_[channel] * level_;
  }

  double level_;
  std::array<double, 2> sign_ = {1, 1};
};

class Clipping : public PerChannel {
 public:
  explicit Clipping(const Defect& defect)
      : PerChannel(defect),
        gain_(amplitude(defect.value("gain"))),
        level_(amplitude(defect.value("level"))) {}

 private:
  double heard(double now, std::size_t, std::int64_t) override {
    return std::clamp(now * gain_, -1.0, 1.0) * level_;
  }

  double gain_, level_;
};

class Hum : public PerChannel {
 public:
  explicit Hum(const Defect& defect)
      : PerChannel(defect),
        step_(2 * std::numbers::pi * defect.value("frequency") / kSoundRate),
        level_(amplitude(defect.value("level"))),
        tones_(1 + static_cast<int>(defect.value("harmonics"))) {}

 private:
  double heard(double now, std::size_t, std::int64_t since) override {
    const double phase = step_ * static_cast<double>(since);
    double hum = 0;
    for (int tone = 1; tone <= tones_; ++tone) hum += std::sin(tone * phase) / tone;
    return now + level_ * hum;
  }

  double step_, level_;
  int tones_;
};

class Inversion : public PerChannel {
 public:
  using PerChannel::PerChannel;

 private:
  double heard(double now, std::size_t, std::int64_t) override { return -now; }
};

class Gain : public PerChannel {
 public:
  explicit Gain(const Defect& defect)
      : PerChannel(defect), gain_(std::pow(10.0, defect.value("db") / 20)) {}

 private:
  double heard(double now, std::size_t, std::int64_t) override { return now * gain_; }

  double gain_;
};

class Repetition : public SoundEffect {
 public:
  explicit Repetition(const Defect& defect)
      : last_(static_cast<std::size_t>(defect.value("frame"))) {}
  Moment apply(const Moment&, std::int64_t since) override {
    return last_[(next_ + static_cast<std::size_t>(since)) % last_.size()];
  }
  void pass(const Moment& now) override {
    last_[next_] = now;
    next_ = (next_ + 1) % last_.size();
  }

 private:
  std::vector<Moment> last_;
  std::size_t next_ = 0;
};

}  // namespace

std::array<bool, 2> channels_of(const Defect& defect) {
  const std::string_view word = defect.word("channel");
  return {word != "right", word != "left"};
}

std::unique_ptr<SoundEffect> sound_effect(const Defect& defect, std::uint64_t seed) {
  switch (defect.kind->id) {
    case Id::mute:
    case Id::dropout:
      return std::make_unique<Silence>(defect, seed);
    case Id::repeat:
      return std::make_unique<Repetition>(defect);
    case Id::click:
      return std::make_unique<Click>(defect);
    case Id::clipping:
      return std::make_unique<Clipping>(defect);
    case Id::hum:
      return std::make_unique<Hum>(defect);
    case Id::invert:
      return std::make_unique<Inversion>(defect);
    case Id::gain:
      return std::make_unique<Gain>(defect);
    case Id::av_offset:  // is in where the sound is taken from, and not in what it is
    case Id::restamp:
      return nullptr;
    default:
      return sound_bait(defect, seed);
  }
}

}  // namespace vqa::impair
