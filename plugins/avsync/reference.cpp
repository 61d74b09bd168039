// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/reference.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace vqa {
namespace {

constexpr Time kWindow = 3s;
constexpr Time kKnown = 100ms;   // what is in filters and between pictures comes out by then
constexpr Time kEvery = 1s;      // a new look
constexpr Time kReach = 3200ms;  // around where it should be
constexpr Time kLate = 4s;       // their prints may come that much later than ours
constexpr Time kKeptOwn = 12s;   // of ours, once it was compared
constexpr Time kAhead = 75s;     // one side may be ahead by no more
constexpr Time kKept = 2h;       // of theirs
constexpr int kLost = 10;        // windows without an answer
constexpr std::array<double, 4> kShares = {1, 0.95, 0.9, 0.85};

// See docs/sync.md for where these are from.
constexpr double kSoundHeight = 0.5, kSoundMargin = 0.2;
constexpr double kPictureHeight = 0.6, kPictureMargin = 0.25;
constexpr double kExact = 3, kRough = 20;  // ms

double ms(Time time) { return std::chrono::duration<double, std::milli>(time).count(); }

}  // namespace

void Reference::see(Time time, const PictureCells& cells) {
  if (!given()) return;
  if (!own_pictures_.empty() && time <= own_pictures_.back().time) return;
  own_pictures_.push_back({time, cells});
  if (time - own_pictures_.front().time > kAhead) own_pictures_.pop_front();
}

void Reference::hear(const SoundPrints& row) {
  if (!given()) return;
  own_sounds_.add(row);
  own_sounds_.forget_before(own_sounds_.end() - kAhead / kHop);
}

void Reference::add(const ReferencePicture& picture) {
  if (!pictures_.empty() && picture.time <= pictures_.back().time) pictures_.clear();
  pictures_.push_back(picture);
  while (picture.time - pictures_.front().time > kKept) pictures_.pop_front();
}

void Reference::add(const SoundPrints& row) {
  sounds_.add(row);
  sounds_.forget_before(sounds_.end() - kKept / kHop);
}

void Reference::reset() {
  own_pictures_.clear();
  own_sounds_.clear();
  lag_.reset();
  unanswered_ = 0;
  looked_ = {};
}

/// The lag of the sound.
std::optional<Lag> Reference::hear_out(Span window) {
  std::optional<Time> around = lag_;
  if (!around) {
    const auto found = find_sound(own_sounds_, sounds_, window);
    if (!found) return std::nullopt;
    around = found->lag;
  }
  return match_sound(own_sounds_, sounds_, window, {*around - kReach, *around + kReach});
}

/// The lag of the picture. Of how much of the picture ours shows, nothing is known at first.
std::optional<Lag> Reference::look_through(Span window, Time around) {
  const Span range{around - kReach, around + kReach};
  if (lag_) return match_picture(own_pictures_, pictures_, window, range, share_);
  std::optional<Lag> best;
  for (const double share : kShares) {
    const auto lag = match_picture(own_pictures_, pictures_, window, range, share);
    if (!lag || (best && lag->height <= best->height)) continue;
    best = lag;
    share_ = share;
  }
  return best;
}

std::optional<Estimate> Reference::unknown(const char* why) {
  reason_ = why;
  return std::nullopt;
}

std::optional<Estimate> Reference::compare(Span window) {
  const auto sound = hear_out(window);
  if (!sound || sound->height < kSoundHeight) return unknown("the sound is another, or silent");
  if (sound->margin < kSoundMargin) return unknown("the sound repeats itself");
  const auto picture = look_through(window, lag_.value_or(sound->lag));
  if (!picture || picture->height < kPictureHeight)
    return unknown("the picture is another, or stands still");
  if (picture->margin < kPictureMargin) return unknown("the picture repeats itself");
  lag_ = picture->lag;
  return Estimate{.from = window.from,
                  .to = window.to,
                  .offset = ms(sound->lag - picture->lag),
                  .error = picture->exact ? kExact : kRough,
                  .confidence = std::min(0.98, std::min(sound->height, picture->height) + 0.2)};
}

std::optional<Estimate> Reference::look(Time now) {
  if (!given() || now - looked_ < kEvery) return std::nullopt;
  looked_ = now;
  while (!own_pictures_.empty() && now - own_pictures_.front().time > kKeptOwn)
    own_pictures_.pop_front();
  own_sounds_.forget_before((now - kKeptOwn) / kHop);
  // What comes over a network may be late: then what is looked for lies a little back.
  for (const Time back : {Time::zero(), kLate}) {
    if (auto estimate = compare({now - kKnown - back - kWindow, now - kKnown - back})) {
      unanswered_ = 0;
      return estimate;
    }
  }
  if (++unanswered_ >= kLost) lag_.reset();
  return std::nullopt;
}

}  // namespace vqa
