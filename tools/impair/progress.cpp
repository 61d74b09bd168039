// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace vqa::impair {

Progress::Progress(bool wanted) : shown_(wanted && ::isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r     \r", stderr);
}

void Progress::step() {
  ++done_;
  const auto percent =
      static_cast<int>(100 * std::min(done_, steps_) / std::max<std::int64_t>(steps_, 1));
  if (!shown_ || percent == last_) return;
  last_ = percent;
  std::fprintf(stderr, "\r%3d %%", percent);
}

}  // namespace vqa::impair
