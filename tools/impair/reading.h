// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <memory>

namespace vqa::impair {

/// What a reader waits for a clip that gives nothing, and how long it looks at a time.
constexpr GstClockTime kPatience = 60 * GST_SECOND;
constexpr GstClockTime kGlance = GST_SECOND / 5;

struct UnrefSample {
  void operator()(GstSample* sample) const { gst_sample_unref(sample); }
};
using Sample = std::unique_ptr<GstSample, UnrefSample>;

}  // namespace vqa::impair
