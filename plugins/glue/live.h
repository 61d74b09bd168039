// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "glue/raii.h"

namespace vqa::gst {

/// Does data have to come at its time to this pad? Asks through the whole pipeline, which takes its
/// own locks.
inline bool is_live(GstPad* sink) {
  const Query query(gst_query_new_latency());
  gboolean live = FALSE;
  if (gst_pad_peer_query(sink, query.get()) != FALSE)
    gst_query_parse_latency(query.get(), &live, nullptr, nullptr);
  return live != FALSE;
}

}  // namespace vqa::gst
