// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace vqa::gst {

void set_sink_flag(void* element, bool is_sink);
/// Has the bins around an element look again whether there is a sink in them.
void update_bins_around(GstElement* element);
/// Has the bins around an element that has posted EOS look whether all is over.
void wake_bins_around(GstElement* element);

}  // namespace vqa::gst
