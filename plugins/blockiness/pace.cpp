// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/pace.h"

namespace vqa {
namespace {

// With room for times that are rounded: each picture of 30 a second, each second one of 60 ...
constexpr Time kSuspect = 30ms;
// ... and each second one of 25, each third one of 30, each fourth one of 50.
constexpr Time kCalm = 75ms;

}  // namespace

bool Pace::due(Time time, bool suspect) {
  const bool is_due = !last_ || time < *last_ || time - *last_ >= (suspect ? kSuspect : kCalm);
  if (is_due) last_ = time;
  return is_due;
}

}  // namespace vqa
