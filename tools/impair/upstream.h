// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "impair/plan.h"

namespace vqa::impair {

/// How the programme was coded before it came here, as defects of kind `corrupt` say; all of a clip
/// have to say the same. Nothing is filled in if there are none.
Problem plan_upstream(Plan& plan);

}  // namespace vqa::impair
