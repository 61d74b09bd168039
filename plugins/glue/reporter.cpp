// SPDX-License-Identifier: LGPL-2.1-or-later
#include "glue/reporter.h"

#include "glue/property.h"
#include "glue/raii.h"

namespace vqa::gst {
namespace {

std::optional<Time> to_time(GstClockTime ns) {
  if (!GST_CLOCK_TIME_IS_VALID(ns)) return std::nullopt;
  return Time(static_cast<Time::rep>(ns));
}

Time monotonic_now() { return std::chrono::microseconds(g_get_monotonic_time()); }

}  // namespace

void Reporter::install_properties(GObjectClass* klass, bool with_mask) {
  g_object_class_install_property(
      klass, kLabel,
      g_param_spec_string("label", "label", "Name of the stream, copied into every event", "",
                          kMutable));
  g_object_class_install_property(
      klass, kSampleInterval,
      g_param_spec_uint64("sample-interval", "sample-interval",
                          "Report the current measurement this often, in ns (0 = never)", 0,
                          G_MAXINT64, 0, kMutable));
  if (!with_mask) return;
  g_object_class_install_property(
      klass, kMask,
      g_param_spec_string("mask", "mask",
                          "Rectangles to ignore, x,y,width,height;... in pixels or percent", "",
                          kMutable));
}

bool Reporter::set_property(guint id, const GValue* value) {
  const auto text = [value] {
    const char* set = g_value_get_string(value);
    return std::string(set != nullptr ? set : "");
  };
  const ObjectLock lock(element_);
  switch (id) {
    case kLabel:
      label_ = text();
      return true;
    case kSampleInterval:
      sample_interval_ = Time(static_cast<Time::rep>(g_value_get_uint64(value)));
      return true;
    case kMask:
      mask_text_ = text();
      mask_changed_ = true;
      return true;
    default:
      return false;
  }
}

bool Reporter::get_property(guint id, GValue* value) const {
  const ObjectLock lock(element_);
  switch (id) {
    case kLabel:
      g_value_set_string(value, label_.c_str());
      return true;
    case kSampleInterval:
      g_value_set_uint64(value, static_cast<guint64>(sample_interval_.count()));
      return true;
    case kMask:
      g_value_set_string(value, mask_text_.c_str());
      return true;
    default:
      return false;
  }
}

bool Reporter::start() {
  timeline_.reset();
  last_sample_.reset();
  arrived_at_.reset();
  std::string mask, problem;
  {
    const ObjectLock lock(element_);
    mask = mask_text_;
  }
  if (Mask::parse(mask, problem)) return true;
  GST_ELEMENT_ERROR(element_, RESOURCE, SETTINGS, ("Cannot use mask=%s", mask.c_str()),
                    ("%s", problem.c_str()));
  return false;
}

std::optional<Mask> Reporter::take_new_mask() {
  if (!mask_changed_.exchange(false)) return std::nullopt;
  std::string text, problem;
  {
    const ObjectLock lock(element_);
    text = mask_text_;
  }
  auto mask = Mask::parse(text, problem);
  if (!mask) {
    GST_ELEMENT_WARNING(element_, RESOURCE, SETTINGS,
                        ("Cannot use mask=%s, the mask before it stays", text.c_str()),
                        ("%s", problem.c_str()));
  }
  return mask;
}

Reporter::Arrival Reporter::arrive(const GstSegment& segment, GstBuffer* buffer, Time interval) {
  const auto duration = to_time(GST_BUFFER_DURATION(buffer));
  return arrive(segment, GST_BUFFER_PTS(buffer), duration.value_or(interval));
}

Reporter::Arrival Reporter::arrive(const GstSegment& segment, GstClockTime pts, Time duration) {
  arrived_at_ = monotonic_now();
  const bool timed = segment.format == GST_FORMAT_TIME && GST_CLOCK_TIME_IS_VALID(pts);
  auto stamp = to_time(pts);
  Arrival arrival;
  if (timed) {
    stamp = to_time(gst_segment_to_running_time(&segment, GST_FORMAT_TIME, pts));
    arrival.shown = stamp.has_value();
    if (!arrival.shown) return arrival;
  }
  const auto step = timeline_.advance(stamp, duration);
  arrival.time = step.time;
  arrival.jumped_back = step.jumped_back;
  now_ = step.time;
  timestamp_ = to_time(pts);
  stream_time_ =
      timed ? to_time(gst_segment_to_stream_time(&segment, GST_FORMAT_TIME, pts)) : std::nullopt;
  return arrival;
}

std::optional<Time> Reporter::arrive_bytes(const GstSegment& segment, GstBuffer* buffer) {
  const GstClockTime stamp = GST_BUFFER_DTS_OR_PTS(buffer);
  arrived_at_ = monotonic_now();
  timestamp_.reset();
  stream_time_.reset();
  if (segment.format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID(stamp)) return std::nullopt;
  timestamp_ = to_time(stamp);
  stream_time_ = to_time(gst_segment_to_stream_time(&segment, GST_FORMAT_TIME, stamp));
  return to_time(gst_segment_to_running_time(&segment, GST_FORMAT_TIME, stamp));
}

bool Reporter::sample_due() {
  Time interval{};
  {
    const ObjectLock lock(element_);
    interval = sample_interval_;
  }
  if (interval == Time::zero()) return false;
  if (last_sample_ && now_ >= *last_sample_ && now_ - *last_sample_ < interval) return false;
  last_sample_ = now_;
  return true;
}

template <class Stamp>
void Reporter::send(GstPad* src, Events& events, Band band, Stamp stamp) {
  if (events.empty()) return;
  std::string label;
  {
    const ObjectLock lock(element_);
    label = label_;
  }
  const Chars name(gst_element_get_name(element_));
  for (Event& event : events) {
    event.element = name.get();
    event.label = label;
    event.detected_at = monotonic_now();
    stamp(event);
    vqa::gst::publish(element_, src, event, band);
  }
  events.clear();
}

void Reporter::stamp(Event& event) const {
  event.stream_time = stream_time_;
  event.timestamp = timestamp_;
  event.arrived_at = arrived_at_;
  if (segment_ == nullptr || segment_->format != GST_FORMAT_TIME || !timestamp_) return;
  const guint64 position = gst_segment_position_from_running_time(
      segment_, GST_FORMAT_TIME, static_cast<guint64>(event.running_time.count()));
  event.timestamp = to_time(position);
  event.stream_time = to_time(gst_segment_to_stream_time(segment_, GST_FORMAT_TIME, position));
}

void Reporter::publish(GstPad* src, Events& events) {
  send(src, events, Band::in, [this](Event& event) { stamp(event); });
}

void Reporter::publish_out_of_band(GstPad* src, Events& events) {
  send(src, events, Band::out, [](Event&) {});
}

}  // namespace vqa::gst
