// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "impair/clip_info.h"
#include "impair/programme.h"

namespace vqa::impair {

/// A clip that begins again whenever it is over, with a tone if it has no sound. Its pictures
/// become `format`; each field of an interlaced clip becomes a picture if `both_fields`.
Material clip_material(const std::string& name, const ClipInfo& clip, const Format& format,
                       bool both_fields);

}  // namespace vqa::impair
