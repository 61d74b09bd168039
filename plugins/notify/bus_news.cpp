// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/bus_news.h"

namespace vqa::gst {

void post_news(GstElement* element, const TargetNews& news) {
  if (news.works) {
    GST_ELEMENT_INFO(element, RESOURCE, WRITE, ("%s", news.text.c_str()), (nullptr));
  } else {
    GST_ELEMENT_WARNING(element, RESOURCE, WRITE, ("%s", news.text.c_str()), (nullptr));
  }
}

void post_what_is_left(GstElement* element, const CourierCounts& counts) {
  if (counts.dropped > 0) {
    GST_ELEMENT_WARNING(
        element, RESOURCE, WRITE,
        ("%" G_GUINT64_FORMAT " notifications could not be delivered", counts.dropped), (nullptr));
  }
  if (counts.kept > 0) {
    GST_ELEMENT_WARNING(element, RESOURCE, WRITE,
                        ("%" G_GUINT64_FORMAT
                         " notifications could not be delivered yet: they are kept, and go out "
                         "when a monitor with the same target runs on this host",
                         counts.kept),
                        (nullptr));
  }
}

Structure stats_of(const CourierCounts& counts) {
  return Structure(gst_structure_new("stats", "delivered", G_TYPE_UINT64, counts.delivered,
                                     "refused", G_TYPE_UINT64, counts.refused, "dropped",
                                     G_TYPE_UINT64, counts.dropped, "dropped-samples",
                                     G_TYPE_UINT64, counts.dropped_samples, "queued", G_TYPE_UINT64,
                                     counts.queued, "kept", G_TYPE_UINT64, counts.kept, nullptr));
}

}  // namespace vqa::gst
