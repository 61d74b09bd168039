// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "fleet/properties.h"
#include "fleet/streams_file.h"

namespace vqa::fleet {

/// One stream to be watched: what vqa-supervise is told.
struct Job {
  std::string name;
  std::string uri;
  std::vector<std::string> options, properties;

  bool operator==(const Job&) const = default;
};

struct Roster {
  std::vector<Job> jobs;          ///< of streams without a mistake
  std::vector<Mistake> mistakes;  ///< all of them, by line
};

/// `detectors`: a comma-separated subset of which each stream gets what it also names itself;
/// empty: all. A stream of which nothing is left has no job.
Roster make_roster(const StreamsFile& file, Properties& properties, const std::string& detectors);

}  // namespace vqa::fleet
