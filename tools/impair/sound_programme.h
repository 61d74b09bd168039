// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "impair/clip_info.h"
#include "impair/programme.h"

namespace vqa::impair {

/// The sound of a clip alone, which begins again whenever it is over. If `joined`, one round fades
/// into the next, so that nobody hears where.
Material sound_material(const std::string& name, const ClipInfo& clip, const Format& format,
                        bool joined);

constexpr const char* kToneName = "built-in tone";

/// A tone and no picture.
Material tone_material(const Format& format);

}  // namespace vqa::impair
