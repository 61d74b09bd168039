// SPDX-License-Identifier: LGPL-2.1-or-later
#include "supervise/pulse.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <utility>

namespace vqa::supervise {
namespace {

// We look every second. Where more has passed, we did not run, and the monitor hardly did.
constexpr Seconds kAsleep{5};

}  // namespace

void Pulse::begin(Clock::time_point now) {
  ::unlink(path_.c_str());
  stamp_ = 0;
  stream_ = "starting";
  looked_ = last_ = since_ = now;
}

void Pulse::look(Clock::time_point now) {
  const auto passed = now - std::exchange(looked_, now);
  if (passed > kAsleep) last_ += passed;
  struct stat is {};
  if (::stat(path_.c_str(), &is) != 0) return;
  const long long stamp = is.st_mtim.tv_sec * 1'000'000'000LL + is.st_mtim.tv_nsec;
  if (std::exchange(stamp_, stamp) == stamp) return;
  last_ = now;
  std::ifstream file(path_);
  std::string line;
  std::getline(file, line);
  if (line.empty() || line == stream_) return;
  stream_ = line;
  since_ = now;
  if (stream_ == "running") patience_ = lost_patience_;
}

bool Pulse::may_be_blind(Clock::time_point now) const {
  return lost_patience_ > Seconds::zero() && stream_ == kNobodyKnowsWhy && now - since_ > patience_;
}

}  // namespace vqa::supervise
