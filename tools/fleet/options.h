// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "fleet/shard.h"

namespace vqa::fleet {

/// What the command line says.
struct Options {
  enum class Command { run, check, list, status, health };
  Command command = Command::run;
  std::string file;
  Shard shard;
  std::string detectors;  ///< empty: all
  std::string state_dir;  ///< never empty
  std::string health;     ///< where to answer probes; empty: nowhere
  double starts_per_second = 5;
};

/// How the program ends.
enum Exit : int { kDone = 0, kMistakes = 1, kBadUsage = 2, kAlreadyRuns = 3, kLacksSomething = 4 };

/// -1, or the exit status if there is nothing more to do.
int read_options(int count, char** arguments, Options& options);

}  // namespace vqa::fleet
