// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "impair/defect.h"
#include "impair/programme.h"

namespace vqa::impair {

/// Takes the sound of a programme from earlier or later than where its picture is, as long as a
/// defect says so.
class SoundOffset {
 public:
  explicit SoundOffset(const std::vector<Defect>& defects);
  /// Adds the next sound of the clip, so many samples per channel.
  Problem add(Programme& programme, std::size_t samples, Sound& into);

 private:
  double shift_at(std::int64_t sample) const;
  Problem read_until(Programme& programme, std::int64_t sample);

  std::vector<Defect> defects_;
  Sound known_;                ///< of the programme
  std::int64_t first_ = 0;     ///< sample of the programme, of what is known
  std::int64_t position_ = 0;  ///< of the clip
};

/// By how many ms the sound is late, so many seconds after this defect began.
double offset_of(const Defect& defect, double seconds);

}  // namespace vqa::impair
