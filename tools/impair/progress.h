// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

namespace vqa::impair {

/// Shows on a terminal how much is done.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void expect(std::int64_t steps) { steps_ += steps; }
  void step();

 private:
  bool shown_;
  std::int64_t steps_ = 0, done_ = 0;
  int last_ = -1;
};

}  // namespace vqa::impair
