// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <mutex>

#include "core/time.h"

namespace vqa {

/// How loud the sound of a stream was in the last seconds, by running time. Whoever hears it
/// writes, whoever sees its picture reads, each in a thread of its own; neither knows of the other.
class SoundLog {
 public:
  static constexpr Time kStep = 100ms;  ///< one entry is about so much sound

  struct Heard {
    std::size_t entries = 0;  ///< what is known of it
    std::size_t alive = 0;    ///< of these: sound that is clearly there
    std::size_t silent = 0;   ///< of these: nothing at all, as of a source that is gone
  };

  /// `level` of the loudest channel in dBFS, of the sound that ended at `time`.
  void note(Time time, double level);
  /// What comes next has nothing to do with what was.
  void clear();
  /// All entries that end after `from`, and not after `to`.
  Heard between(Time from, Time to) const;

 private:
  static constexpr std::size_t kKept = 300;  // half a minute
  struct Entry {
    Time time;
    double level;
  };

  mutable std::mutex mutex_;
  std::array<Entry, kKept> entries_{};
  std::size_t count_ = 0;
};

}  // namespace vqa
