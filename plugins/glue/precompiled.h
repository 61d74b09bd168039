// SPDX-License-Identifier: LGPL-2.1-or-later
// Precompiled, for what knows GStreamer.
#include <gst/gst.h>
#include <gst/video/video.h>

#include "core/precompiled.h"
