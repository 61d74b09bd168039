// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "impair/defect.h"
#include "impair/programme.h"

namespace vqa::impair {

constexpr int kUnsaid = std::numeric_limits<int>::min();

/// What the command line says.
struct Options {
  std::string from;  ///< empty for the built-in scene
  std::vector<Defect> defects;
  double seconds = kUnsaid;
  std::uint64_t seed = 1;
  std::string codec = "h264";
  std::string sound;  ///< its codec; empty if not said
  int bitrate = kUnsaid;
  int gop = 50;
  double noise = 0;
  bool interlaced = false;
  bool no_picture = false;
  bool sync_clip = false;
  int width = kUnsaid, height = kUnsaid;
  std::optional<Ratio> rate;
  std::string output;
  bool quiet = false;
  std::string command;  ///< all of it, as one would type it
};

constexpr int kBadUsage = 2;

/// Fills in the options, each within its limits; an exit status if there is nothing more to do.
std::optional<int> parse(int argc, char** argv, Options& options);

}  // namespace vqa::impair
