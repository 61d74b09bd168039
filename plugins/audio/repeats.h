// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "audio/sound_sums.h"

namespace vqa {

/// A moment in which what was just heard was heard again, once or more often.
struct Repeat {
  std::size_t length = 0;  ///< samples that were heard again
  std::size_t since = 0;   ///< samples, since its end
  std::size_t period = 0;  ///< samples
};

/// Looks for sound that repeats itself after the length of a codec's frame or of a sound card's
/// buffer: what a decoder plays that gets nothing.
class RepeatFinder {
 public:
  /// The samples of the next slice, which all have the same length. Returns the longest repetition
  /// that is complete now, or that has gone on for `longest` samples more.
  std::optional<Repeat> take(std::span<const float> samples, std::size_t rate, std::size_t longest);

 private:
  /// How long sound has been the same as one period before.
  struct Run {
    std::size_t period = 0;
    std::array<Likeness, 4> last{};  ///< of the last milliseconds
    std::size_t count = 0;           ///< of them
    std::size_t length = 0;          ///< samples
    enum class Verdict : std::uint8_t { open, natural, repeats } verdict{};
    std::size_t told = 0;  ///< of its length
  };

  bool follow(Run& run, std::size_t from, std::size_t to, std::size_t longest);
  void start(std::size_t rate);
  /// What is from one edge to another, and what was `lag` before.
  Likeness with_earlier(std::size_t from, std::size_t to, std::size_t lag) const;
  /// Of it that differs.
  static double share(const Likeness& of);
  double fine_share(std::size_t from, std::size_t to, std::size_t lag) const;
  bool is_distinct(const Run& run, std::size_t end) const;

  std::size_t rate_ = 0;
  std::vector<Run> runs_;
  std::vector<float> edges_;  ///< differences from sample to sample of the last moments
  float last_ = 0;
};

}  // namespace vqa
