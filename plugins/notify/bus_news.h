// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "glue/raii.h"
#include "notify/courier.h"

namespace vqa::gst {

/// What the element says of itself, on the bus: that something stopped or started to work;
void post_news(GstElement* element, const TargetNews& news);
/// at the end, what was left;
void post_what_is_left(GstElement* element, const CourierCounts& counts);
/// and, as a property, what became of notifications so far.
Structure stats_of(const CourierCounts& counts);

}  // namespace vqa::gst
