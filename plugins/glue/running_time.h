// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <optional>

#include "core/time.h"

namespace vqa::gst {

/// Of a buffer that comes at a pad (null: nothing); nothing where it has none.
std::optional<Time> running_time(GstPad* pad, GstBuffer* buffer);

}  // namespace vqa::gst
