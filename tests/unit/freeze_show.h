// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "freeze/freeze.h"
#include "support/incident_invariants.h"
#include "support/pictures.h"

namespace vqa::test {

using Lines = std::vector<std::string>;
using Sample = std::function<double(int x, int y)>;  // luma of 0..255 at a place

inline constexpr Time kFrame = 40ms;  // 25 frames a second
inline constexpr int kWidth = 176, kHeight = 96;

inline std::string line_of(const Event& event) {
  const auto ms = [](Time time) { return time.count() / 1'000'000; };
  std::ostringstream line;
  if (event.kind != "freeze") line << event.kind << " ";
  line << to_string(event.phase) << " " << to_string(event.severity) << " #" << event.incident
       << " @" << ms(event.running_time) << " start " << ms(event.start) << " lasted "
       << ms(event.duration);
  for (const auto& [name, detail] : event.details)
    if (name == "reason" || name == "cause") line << " " << std::get<std::string>(detail);
  return line.str();
}

/// Shows pictures to a Freeze, 25 a second, and keeps the log of what it says.
class Show {
 public:
  explicit Show(Picture::Layout layout = {}, Time start = 0s)
      : picture_([&layout] {
          layout.width = kWidth;
          layout.height = kHeight;
          return layout;
        }()),
        time_(start) {}

  Freeze& freeze() { return freeze_; }
  Time time() const { return time_; }
  void skip(Time time) { time_ += time; }

  /// One frame of whatever.
  void frame(const Sample& sample) {
    const PlaneView& view = picture_.view();
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const double value = std::clamp(sample(x, y), 0.0, 255.0);
        picture_.set(x, y, static_cast<unsigned>(value) << (view.depth - 8));
      }
    }
    again();
  }
  /// The same picture once more.
  void again() {
    freeze_.process({.luma = picture_.view(), .time = time_, .duration = kFrame}, events_);
    time_ += kFrame;
  }
  /// The scene in motion.
  void move(Time how_long) {
    for (const Time end = time_ + how_long; time_ < end;) {
      draw_scene(picture_, ++phase_);
      again();
    }
  }
  /// The picture as it is, for a while.
  void hold(Time how_long) {
    for (const Time end = time_ + how_long; time_ < end;) again();
  }
  void play(Time how_long, const std::function<Sample(int)>& picture_of) {
    int i = 0;
    for (const Time end = time_ + how_long; time_ < end;) frame(picture_of(i++));
  }
  void finish(const char* reason) { freeze_.finish(reason, events_); }

  /// The scene as it stands, for changes on top of it.
  Sample scene() const {
    auto luma = std::make_shared<std::vector<std::uint8_t>>();
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) luma->push_back(test::scene(x, y, phase_));
    }
    return [luma](int x, int y) { return (*luma)[std::size_t(y) * kWidth + std::size_t(x)]; };
  }
  static Sample scene_at(double phase) {
    return [phase](int x, int y) { return double(test::scene(x, y, phase)); };
  }

  const Events& events() const { return events_; }
  Lines log() const {
    Lines lines;
    std::map<std::string, IncidentInvariants> invariants;
    for (const Event& event : events_) {
      lines.push_back(line_of(event));
      EXPECT_EQ(invariants[event.kind].broken_by(event), "") << lines.back();
    }
    return lines;
  }
  Event sample() const {
    Events out;
    freeze_.sample(out);
    EXPECT_EQ(out.size(), 1U);
    return out.empty() ? Event{} : out.front();
  }

 private:
  Picture picture_;
  Freeze freeze_;
  Time time_;
  double phase_ = 0;
  Events events_;
};

inline std::string reason_of(const Event& event) {
  return event.details.empty() ? "" : std::get<std::string>(event.details.front().second);
}

inline const Sample kGrey = [](int, int) { return 128; };
inline const Sample kSlate = Show::scene_at(900);

}  // namespace vqa::test
