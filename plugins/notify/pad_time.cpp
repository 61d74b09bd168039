// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/pad_time.h"

namespace vqa::gst {

std::optional<Time> frame_at(GstElement* element, const Event& event, const Now& now) {
  const GstClockTime running = gst_element_get_current_running_time(element);
  if (!event.timestamp || !GST_CLOCK_TIME_IS_VALID(running)) return std::nullopt;
  const Time ago = Time(static_cast<Time::rep>(running)) - event.running_time;
  return ago >= Time::zero() ? std::optional(now.monotonic - ago) : std::nullopt;
}

}  // namespace vqa::gst
