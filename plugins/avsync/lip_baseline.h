// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "avsync/speech.h"

namespace vqa {

/// What may be told people of what lips say. By how much sound is late they say roughly, for each
/// speaker is different; that it changed, they say well.
class LipBaseline {
 public:
  void take(const Speech::Answer& answer);
  void reset() { *this = {}; }

  /// Beyond kGross, and two answers of different moments say so.
  bool gross() const { return gross_ && gross_sure_; }
  static constexpr double kGross = 250;  ///< ms

  /// How much later than it used to be the sound is, in ms; nothing if not certainly.
  std::optional<double> change() const { return change_; }
  double limit() const { return limit_; }  ///< ms, of the last answer
  /// Another speaker says so, whose lips may be others, in a recording that may be another.
  bool other_speaker() const { return other_speaker_; }

 private:
  void judge_gross(const Estimate& estimate);
  void judge_change(const Speech::Answer& answer);

  struct Usual {
    double offset = 0;
    int answers = 0;
    std::uint32_t speaker = 0;
  };
  std::optional<Estimate> gross_;
  bool gross_sure_ = false;
  std::optional<Usual> usual_;
  std::optional<double> suspect_;  ///< offset of an answer that was far off, once
  std::optional<double> change_;
  double limit_ = 0;
  bool other_speaker_ = false;
};

}  // namespace vqa
