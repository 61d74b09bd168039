// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/video/video.h>

#include "core/view.h"
#include "glue/raii.h"

namespace vqa::gst {

/// Caps of every raw format that has a luma plane of 8 to 16 bits in system memory.
Caps luma_caps();

/// One component of a mapped frame. The strides are those of the frame, never those of its caps.
/// Without data if the format has no such component.
PlaneView plane_of(const GstVideoFrame& frame, guint component);

}  // namespace vqa::gst
