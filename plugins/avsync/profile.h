// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <glib-object.h>

#include "avsync/config.h"

namespace vqa::gst {

/// Sets of limits that go by a name.
inline constexpr int kDefaultProfile = 0;

GParamSpec* profile_spec();
void apply_profile(int profile, AvSyncConfig& config);

}  // namespace vqa::gst
