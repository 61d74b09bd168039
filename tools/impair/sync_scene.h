// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "impair/programme.h"

namespace vqa::impair {

constexpr const char* kSyncName = "sync clip";

/// A dark picture with a bar that moves through it, and every two seconds a flash and a beep that
/// begin together, with the first picture of that moment.
Material sync_material(const Format& format);

}  // namespace vqa::impair
