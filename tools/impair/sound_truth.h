// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "impair/defect.h"
#include "impair/sound_impairer.h"

namespace vqa::impair {

/// Adds to what is said of any defect when it is heard, to the sample, and how much of it is.
void tell_of_sound(const Defect& defect, const Heard& heard, nlohmann::ordered_json& json);

}  // namespace vqa::impair
