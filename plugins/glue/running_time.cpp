// SPDX-License-Identifier: LGPL-2.1-or-later
#include "glue/running_time.h"

#include "glue/raii.h"

namespace vqa::gst {

std::optional<Time> running_time(GstPad* pad, GstBuffer* buffer) {
  if (buffer == nullptr) return std::nullopt;
  const Owned<GstEvent> segment(gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0));
  const GstClockTime stamp = GST_BUFFER_DTS_OR_PTS(buffer);
  if (!segment || !GST_CLOCK_TIME_IS_VALID(stamp)) return std::nullopt;
  const GstSegment* values = nullptr;
  gst_event_parse_segment(segment.get(), &values);
  if (values->format != GST_FORMAT_TIME) return std::nullopt;
  const GstClockTime running = gst_segment_to_running_time(values, GST_FORMAT_TIME, stamp);
  if (!GST_CLOCK_TIME_IS_VALID(running)) return std::nullopt;
  return Time(static_cast<Time::rep>(running));
}

}  // namespace vqa::gst
