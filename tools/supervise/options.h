// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace vqa::supervise {

using Seconds = std::chrono::duration<double>;

/// What the command line says.
struct Options {
  std::string name;
  std::string uri;                      ///< may hold {NAME}
  std::vector<std::string> properties;  ///< as on a launch line
  std::string state_dir;                ///< never empty
  Seconds hang_timeout{60};             ///< without a heartbeat
  Seconds lost_patience{300};           ///< lost, and nobody knows why
  Seconds stop_timeout{10};             ///< from the request to the kill
  Seconds first_pause{1}, longest_pause{60};
  Seconds well{60};  ///< after so long without trouble all is forgotten
  unsigned tries = 0;
  bool until_end = false;
};

/// How the program ends.
enum Exit : int { kDone = 0, kGaveUp = 1, kBadUsage = 2, kAlreadyRuns = 3, kLacksSomething = 4 };

/// Fills in the options. Kept are the arguments themselves: what is secret in them is wiped out,
/// for everybody on the host sees them. -1, or the exit status if there is nothing more to do.
int read_options(int count, char** arguments, Options& options);

}  // namespace vqa::supervise
