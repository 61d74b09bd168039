// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "incident_log.h"

namespace vqa::report {

struct Comparison {
  std::string table;  ///< ready to print
  int missed = 0;     ///< defects that nothing was said about
  int false_alarms = 0;
};

/// Holds what was found against what the clip is known to hold (a file that vqa-impair wrote).
/// Throws nlohmann::json::exception if `truth` is no such file.
Comparison compare(const nlohmann::json& truth, const std::vector<Incident>& incidents);

}  // namespace vqa::report
