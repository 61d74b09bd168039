// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/sound_evidence.h"

namespace vqa {
namespace {

constexpr Time kLook = 1s;                    // before, and after
constexpr Time kApart = 300ms;                // sound and picture are never quite together
constexpr std::size_t kKnown = 8, kMost = 7;  // of ten entries: there are pauses in speech
constexpr double kStillMissing = 0.7, kGoneMissing = 0.5;  // of what the picture left open
constexpr double kStillLess = 0.8;

}  // namespace

std::string_view to_string(SoundSays says) {
  switch (says) {
    case SoundSays::goes_on:
      return "goes on";
    case SoundSays::stopped_too:
      return "stopped too";
    case SoundSays::silent:
      return "silent";
    case SoundSays::unknown:
      break;
  }
  return "unknown";
}

SoundSays weigh_sound(const SoundLog& log, Time onset) {
  const auto before = log.between(onset - kApart - kLook, onset - kApart);
  const auto after =
      log.between(onset + kApart + SoundLog::kStep, onset + kApart + SoundLog::kStep + kLook);
  if (before.entries < kKnown || after.entries < kKnown) return SoundSays::unknown;
  const bool was_alive = before.alive >= kMost, is_gone = after.silent == after.entries;
  if (was_alive && after.alive >= kMost) return SoundSays::goes_on;
  if (was_alive && is_gone) return SoundSays::stopped_too;
  return is_gone ? SoundSays::silent : SoundSays::unknown;
}

double sure_of_freeze(double by_picture, SoundSays sound) {
  const double missing = 1 - by_picture;
  if (sound == SoundSays::goes_on) return 1 - kStillMissing * missing;
  if (sound == SoundSays::stopped_too) return 1 - kGoneMissing * missing;
  return by_picture;
}

double sure_of_still(double by_picture, SoundSays sound) {
  const bool speaks_against = sound == SoundSays::goes_on || sound == SoundSays::stopped_too;
  return speaks_against ? kStillLess * by_picture : by_picture;
}

}  // namespace vqa
