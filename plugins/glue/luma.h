// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/video/video.h>

#include "core/view.h"
#include "glue/raii.h"

namespace vqa::gst {

/// Caps of every raw format that has a luma plane of 8 to 16 bits in system memory.
Caps luma_caps();

/// The luma plane of a mapped frame. The strides are those of the frame, never those of its caps.
LumaView luma_of(const GstVideoFrame& frame);

}  // namespace vqa::gst
