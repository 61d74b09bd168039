// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_level.h"

#include <algorithm>
#include <cmath>

namespace vqa::impair {

double amplitude(double dbfs) { return dbfs <= kSilence ? 0 : std::pow(10.0, dbfs / 20); }

double dbfs(double amplitude) {
  return amplitude > 0 ? std::max(20 * std::log10(amplitude), kSilence) : kSilence;
}

}  // namespace vqa::impair
