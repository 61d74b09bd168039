// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/players.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "impair/noise.h"
#include "impair/programme.h"

namespace vqa::impair {
namespace {

constexpr double kPi = std::numbers::pi;

/// Something that is struck, and dies away.
struct Stroke {
  enum class What { kick, snare, hat, clap };
  What what;
  double level, left, right;
  double age = 0;     ///< seconds
  double before = 0;  ///< the last of its noise, for those without low tones
};

double half_life(Stroke::What what) {
  switch (what) {
    case Stroke::What::kick:
      return 0.05;
    case Stroke::What::snare:
      return 0.03;
    case Stroke::What::hat:
      return 0.01;
    case Stroke::What::clap:
      return 0.004;
  }
  return 0;
}

/// All that is struck at one place.
class Strokes {
 public:
  explicit Strokes(std::uint64_t seed) : random_(seed) {}

  void strike(Stroke::What what, double level, double side) {
    strokes_.push_back({what, level, 1 - side, side});
  }

  Moment next() {
    Moment sum = {0, 0};
    for (Stroke& stroke : strokes_) {
      const double value = stroke.level * shape(stroke) * tone(stroke);
      sum[0] += 2 * stroke.left * value;
      sum[1] += 2 * stroke.right * value;
      stroke.age += 1.0 / kSoundRate;
    }
    std::erase_if(strokes_, [](const Stroke& stroke) {
      constexpr double kGone = 14;  // half lives: what is left lies below 16 bits
      return stroke.age > kGone * half_life(stroke.what);
    });
    return sum;
  }

  Random& random() { return random_; }

 private:
  static double shape(const Stroke& stroke) {
    constexpr double kAttack = 0.0005;  // seconds: a stick is quick, and no click
    return std::min(stroke.age / kAttack, 1.0) * std::exp2(-stroke.age / half_life(stroke.what));
  }

  double tone(Stroke& stroke) {
    const double noise = 2 * random_.share() - 1;
    switch (stroke.what) {
      case Stroke::What::kick:  // its tone falls from 150 to 50 Hz
        return std::sin(2 * kPi * (50 * stroke.age + 2 * (1 - std::exp(-stroke.age / 0.02))));
      case Stroke::What::snare:
        return 0.7 * noise + 0.3 * std::sin(2 * kPi * 180 * stroke.age);
      case Stroke::What::hat: {
        const double bright = 0.5 * (noise - stroke.before);
        stroke.before = noise;
        return bright;
      }
      case Stroke::What::clap:
        return noise;
    }
    return 0;
  }

  Random random_;
  std::vector<Stroke> strokes_;
};

class Drums : public Player {
 public:
  Drums(double level, std::uint64_t seed) : level_(level), strokes_(seed) {}

  Moment next() override {
    if (left_-- <= 0) play();
    return strokes_.next();
  }

 private:
  // Eighths, some of them rolls or rests, now and then at another pace.
  void play() {
    Random& random = strokes_.random();
    if (beat_++ % 16 == 0) pace_ = 0.1 + 0.12 * random.share();
    const double chance = random.share(), loud = level_ * (0.3 + 0.7 * random.share());
    const double side = 0.3 + 0.4 * random.share();
    if (chance < 0.3) strokes_.strike(Stroke::What::kick, loud, 0.5);
    if (chance > 0.2 && chance < 0.5) strokes_.strike(Stroke::What::snare, loud, side);
    if (chance > 0.4 && chance < 0.85) strokes_.strike(Stroke::What::hat, 0.6 * loud, side);
    const double seconds = random.share() < 0.15 ? pace_ / 3 : pace_;
    left_ = static_cast<std::int64_t>(seconds * kSoundRate);
  }

  double level_, pace_ = 0.15;
  Strokes strokes_;
  std::int64_t left_ = 0, beat_ = 0;
};

class Applause : public Player {
 public:
  Applause(double level, std::uint64_t seed) : level_(level), strokes_(seed) {}

  Moment next() override {
    constexpr double kClaps = 60;  // a second
    Random& random = strokes_.random();
    if (random.share() < kClaps / kSoundRate) {
      strokes_.strike(Stroke::What::clap, level_ * (0.2 + 0.8 * random.share()), random.share());
    }
    return strokes_.next();
  }

 private:
  double level_;
  Strokes strokes_;
};

class Bass : public Player {
 public:
  Bass(double level, std::uint64_t seed) : level_(level), random_(seed) {}

  Moment next() override {
    if (left_-- <= 0) play();
    constexpr double kAttack = 0.01, kRelease = 0.02, kHalfLife = 1.2;  // seconds
    const double end = static_cast<double>(left_ + 1) / kSoundRate;
    const double shape =
        std::min({age_ / kAttack, end / kRelease, 1.0}) * std::exp2(-age_ / kHalfLife);
    double value = 0;
    for (int tone = 1; tone <= 6; ++tone) value += std::sin(2 * kPi * tone * pitch_ * age_) / tone;
    age_ += 1.0 / kSoundRate;
    value *= 0.6 * level_ * shape;
    return {value, value};
  }

 private:
  // The lowest strings; a note may last, as the hum of the mains does.
  void play() {
    static constexpr std::array<double, 9> kPitches = {41.2,  43.65, 49.0,  51.91, 55.0,
                                                       58.27, 61.74, 65.41, 98.0};
    pitch_ = kPitches[static_cast<std::size_t>(random_.share() * kPitches.size())];
    const double seconds = random_.share() < 0.2 ? 2.5 : 0.2 + 0.6 * random_.share();
    left_ = static_cast<std::int64_t>(seconds * kSoundRate);
    age_ = 0;
  }

  double level_, pitch_ = 55, age_ = 0;
  Random random_;
  std::int64_t left_ = 0;
};

}  // namespace

std::unique_ptr<Player> drums(double level, std::uint64_t seed) {
  return std::make_unique<Drums>(level, seed);
}

std::unique_ptr<Player> bass(double level, std::uint64_t seed) {
  return std::make_unique<Bass>(level, seed);
}

std::unique_ptr<Player> applause(double level, std::uint64_t seed) {
  return std::make_unique<Applause>(level, seed);
}

}  // namespace vqa::impair
