// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sync_scene.h"

#include <cmath>
#include <cstdint>
#include <numbers>

namespace vqa::impair {
namespace {

constexpr double kPeriod = 2, kLength = 0.1;  // s
constexpr double kPitch = 1000, kLevel = 0.5 * 32767;

class SyncProgramme : public Programme {
 public:
  SyncProgramme(double start, Ratio rate) : start_(start), rate_(rate) {}

  Problem next(Picture& picture) override {
    const double now = start_ + static_cast<double>(pictures_++) / rate_.value();
    const bool lit = since_flash(now) < kLength;
    picture.fill({0, 0, picture.width(), picture.height()},
                 {static_cast<std::uint8_t>(lit ? 235 : 30), 128, 128});
    const double way = std::fmod(now / kPeriod, 1.0);
    const int width = picture.width() / 16 * 2;
    picture.fill({static_cast<int>(way * (picture.width() - width)) / 2 * 2,
                  picture.height() / 4 * 2, width, picture.height() / 16 * 2},
                 {90, 128, 128});
    return std::nullopt;
  }

  Problem sound(std::size_t samples, Sound& into) override {
    for (std::size_t i = 0; i < samples; ++i, ++samples_) {
      const double since = since_flash(start_ + static_cast<double>(samples_) / kSoundRate);
      const double value =
          since < kLength ? kLevel * std::sin(2 * std::numbers::pi * kPitch * since) : 0;
      into.insert(into.end(), kSoundChannels, static_cast<std::int16_t>(std::lround(value)));
    }
    return std::nullopt;
  }

  bool repeats() const override { return false; }

 private:
  /// Of the first flash there is none: nothing was dark before.
  double since_flash(double now) const {
    constexpr double kRounding = 1e-7;
    const double number = std::floor(now / kPeriod + kRounding);
    for (const double each : {number, number - 1}) {
      if (each < 1) break;
      const double fps = rate_.value();
      const double begin = std::ceil(each * kPeriod * fps - kRounding) / fps;
      if (now >= begin - kRounding) return std::max(now - begin, 0.0);
    }
    return kPeriod;
  }

  double start_;
  Ratio rate_;
  std::int64_t pictures_ = 0, samples_ = 0;
};

}  // namespace

Material sync_material(const Format& format) {
  return {kSyncName, 60, format, [rate = format.rate](double start) {
            return std::make_unique<SyncProgramme>(start, rate);
          }};
}

}  // namespace vqa::impair
