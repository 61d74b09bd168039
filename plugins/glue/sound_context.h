// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <memory>

#include "core/sound_log.h"
#include "glue/raii.h"

namespace vqa::gst {

/// The way in which elements get to share a log of the sound: a GstContext of this type, which a
/// bin that knows that they belong to one stream hands to all that are in it.
inline constexpr char kSoundContext[] = "vqa.sound-log";

/// One with a new log.
Context new_sound_context();
/// The log in it; null if it is of another type.
std::shared_ptr<SoundLog> sound_log_of(GstContext* context);

}  // namespace vqa::gst
