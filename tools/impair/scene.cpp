// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/scene.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace vqa::impair {
namespace {

// Height of the hills at a place, as a share of the picture.
double hill(double x, double scale, double base) {
  return base + 0.06 * std::sin(x * scale) + 0.03 * std::sin(x * scale * 2.7 + 1);
}

// A number that looks random and is always the same for the same place and time.
std::uint32_t hash(std::uint32_t x, std::uint32_t y, std::uint32_t t) {
  std::uint32_t h = x * 0x9E3779B1U ^ y * 0x85EBCA77U ^ t * 0xC2B2AE3DU;
  h ^= h >> 15;
  h *= 0x2C1B3C6DU;
  return h ^ h >> 12;
}

struct Paint {
  double luma, cb, cr;
};

Paint landscape(double x, double y) {
  const double texture = std::sin(x * 57) * std::cos(y * 43) + std::sin((x + y) * 131) * 0.5;
  if (y > hill(x, 3, 0.72)) return {78 + 16 * texture, 108, 112};
  if (y > hill(x + 2, 5, 0.55)) return {112 + 14 * texture, 116, 118};
  return {190 - 70 * y + 4 * std::sin(x * 9 + y * 21), 146, 116};
}

constexpr double kPanRange = 3;  // in heights of the picture

int even_below(double value) { return static_cast<int>(value) / 2 * 2; }

void draw_ball(Picture& picture, double seconds) {
  const int width = picture.width(), height = picture.height(), radius = height / 12;
  const double path = std::fmod(seconds * 0.11, 2.0);
  const double bounce = std::abs(std::sin(seconds * 2.1));
  const int x = static_cast<int>((path < 1 ? path : 2 - path) * (width - 2 * radius)) + radius;
  const int y = static_cast<int>(height * (0.85 - 0.6 * bounce));
  for (int row = -radius; row <= radius; ++row) {
    const auto half = static_cast<int>(std::sqrt(radius * radius - row * row));
    const auto luma = static_cast<std::uint8_t>(120 - 50 * row / radius);
    picture.fill({x - half, y + row, 2 * half, 1}, {luma, 100, 190});
  }
}

// The scene, picture by picture.
class SceneProgramme : public Programme {
 public:
  SceneProgramme(std::shared_ptr<const Scene> scene, double start, Ratio rate)
      : scene_(std::move(scene)), start_(start), rate_(rate) {}

  Problem next(Picture& picture) override {
    scene_->draw(picture, start_ + static_cast<double>(pictures_++) / rate_.value());
    return std::nullopt;
  }
  Problem sound(std::size_t samples, Sound& into) override {
    tone_.add(samples, into);
    return std::nullopt;
  }
  bool repeats() const override { return false; }

 private:
  std::shared_ptr<const Scene> scene_;
  double start_;
  Ratio rate_;
  std::int64_t pictures_ = 0;
  Tone tone_;
};

}  // namespace

Scene::Scene(int width, int height) : landscape_(width + even_below(kPanRange * height), height) {
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < landscape_.width(); ++x) {
      const Paint colour =
          landscape(static_cast<double>(x) / height, static_cast<double>(y) / height);
      landscape_.luma(x, y) = static_cast<std::uint8_t>(colour.luma);
      landscape_.cb(x / 2, y / 2) = static_cast<std::uint8_t>(colour.cb);
      landscape_.cr(x / 2, y / 2) = static_cast<std::uint8_t>(colour.cr);
    }
  }
}

void Scene::draw(Picture& picture, double seconds) const {
  const int width = picture.width(), height = picture.height();
  const int pan = even_below((0.5 - 0.5 * std::cos(seconds * 0.1)) * kPanRange * height);
  const auto time = static_cast<std::uint32_t>(std::lround(seconds * 1000));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto grain = static_cast<int>(
          hash(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), time) % 5);
      picture.luma(x, y) = static_cast<std::uint8_t>(landscape_.luma(x + pan, y) + grain - 2);
      picture.cb(x / 2, y / 2) = landscape_.cb((x + pan) / 2, y / 2);
      picture.cr(x / 2, y / 2) = landscape_.cr((x + pan) / 2, y / 2);
    }
  }
  draw_ball(picture, seconds);
}

Material scene_material(const Format& format) {
  constexpr double kThereAndBack = 60;  // of the camera, about
  const auto scene = std::make_shared<const Scene>(format.width, format.height);
  return {kSceneName, kThereAndBack, format, [scene, rate = format.rate](double start) {
            return std::make_unique<SceneProgramme>(scene, start, rate);
          }};
}

}  // namespace vqa::impair
