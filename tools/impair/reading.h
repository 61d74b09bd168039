// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <memory>

namespace vqa::impair {

/// What a reader waits for a clip that gives nothing, and how long it looks at a time.
constexpr GstClockTime kPatience = 60 * GST_SECOND;
constexpr GstClockTime kGlance = GST_SECOND / 5;

/// Decoders inside of a bin use one thread each: with more, what they make of a damaged stream
/// depends on which of them is ahead, and the same seed would not give the same clip.
inline void decode_in_one_thread(GstElement* bin) {
  const auto added = +[](GstBin*, GstBin*, GstElement* element, gpointer) {
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), "max-threads") != nullptr)
      g_object_set(element, "max-threads", 1, nullptr);
  };
  g_signal_connect(bin, "deep-element-added", G_CALLBACK(added), nullptr);
}

struct UnrefSample {
  void operator()(GstSample* sample) const { gst_sample_unref(sample); }
};
using Sample = std::unique_ptr<GstSample, UnrefSample>;

}  // namespace vqa::impair
