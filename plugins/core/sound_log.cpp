// SPDX-License-Identifier: LGPL-2.1-or-later
#include "core/sound_log.h"

#include <algorithm>

namespace vqa {
namespace {

constexpr double kAlive = -50, kSilent = -75;  // dBFS

}  // namespace

void SoundLog::note(Time time, double level) {
  const std::lock_guard lock(mutex_);
  entries_[count_++ % kKept] = {.time = time, .level = level};
}

void SoundLog::clear() {
  const std::lock_guard lock(mutex_);
  count_ = 0;
}

SoundLog::Heard SoundLog::between(Time from, Time to) const {
  const std::lock_guard lock(mutex_);
  Heard heard;
  for (std::size_t i = 0; i < std::min(count_, kKept); ++i) {
    const Entry& entry = entries_[i];
    if (entry.time <= from || entry.time > to) continue;
    ++heard.entries;
    if (entry.level >= kAlive) ++heard.alive;
    if (entry.level <= kSilent) ++heard.silent;
  }
  return heard;
}

}  // namespace vqa
