// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <optional>

#include "core/cloud_event.h"
#include "core/event.h"

namespace vqa::gst {

/// When the frame of an event of a live stream was taken in, by the monotonic clock of the host.
std::optional<Time> frame_at(GstElement* element, const Event& event, const Now& now);

}  // namespace vqa::gst
