// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "impair/defect.h"

namespace vqa::impair {

/// What the clip holds, as JSON: for each defect its kind, its true start and duration in ns, and
/// whether it should be reported at all.
std::string truth_json(const std::string& clip, const std::vector<Defect>& defects);

}  // namespace vqa::impair
