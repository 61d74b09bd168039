// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/passage.h"

#include <string>
#include <utility>

#include "glue/live.h"

namespace vqa::gst {
namespace {

std::string pad_name(Side side, GstPadDirection direction) {
  return std::string(side == Side::picture ? "v" : "a") +
         (direction == GST_PAD_SINK ? "sink" : "src");
}

GstPad* new_pad(GstElement* element, Side side, GstPadDirection direction) {
  const std::string name = pad_name(side, direction);
  GstPadTemplate* pad_template = gst_element_get_pad_template(element, name.c_str());
  GstPad* pad = gst_pad_new_from_template(pad_template, name.c_str());
  GST_PAD_SET_PROXY_CAPS(pad);
  GST_PAD_SET_PROXY_ALLOCATION(pad);
  return pad;
}

}  // namespace

void Passage::add_templates(GstElementClass* klass, Side side, const Caps& caps) {
  for (const auto direction : {GST_PAD_SINK, GST_PAD_SRC}) {
    gst_element_class_add_pad_template(
        klass, gst_pad_template_new(pad_name(side, direction).c_str(), direction, GST_PAD_ALWAYS,
                                    caps.get()));
  }
}

Passage& Passage::of(GstPad* pad) {
  return *static_cast<Passage*>(gst_pad_get_element_private(pad));
}

Passage::Passage(GstElement* element, Side side, Watchers watchers)
    : side_(side),
      watchers_(std::move(watchers)),
      sink_(new_pad(element, side, GST_PAD_SINK)),
      src_(new_pad(element, side, GST_PAD_SRC)) {
  gst_segment_init(&segment_, GST_FORMAT_UNDEFINED);
  for (GstPad* pad : {sink_, src_}) {
    gst_pad_set_element_private(pad, this);
    gst_pad_set_iterate_internal_links_function(
        pad, [](GstPad* p, GstObject*) { return of(p).internal_links(p); });
  }
  gst_pad_set_chain_function(
      sink_, [](GstPad* p, GstObject*, GstBuffer* buffer) { return of(p).chain(buffer); });
  gst_pad_set_chain_list_function(
      sink_, [](GstPad* p, GstObject*, GstBufferList* list) { return of(p).chain_list(list); });
  gst_pad_set_event_function(
      sink_, [](GstPad* p, GstObject*, GstEvent* event) { return of(p).sink_event(event); });
  gst_element_add_pad(element, sink_);
  gst_element_add_pad(element, src_);
}

void Passage::reset() {
  gst_segment_init(&segment_, GST_FORMAT_UNDEFINED);
  timeline_.reset();
  asked_ = false;
}

Passage::Arrival Passage::arrive(GstClockTime pts, Time duration) {
  Arrival arrival;
  if (GST_CLOCK_TIME_IS_VALID(pts) && segment_.format == GST_FORMAT_TIME) {
    const guint64 running = gst_segment_to_running_time(&segment_, GST_FORMAT_TIME, pts);
    arrival.shown = GST_CLOCK_TIME_IS_VALID(running);
    if (!arrival.shown) return arrival;
    arrival.stamp = Time(static_cast<Time::rep>(running));
  }
  const auto step = timeline_.advance(arrival.stamp, duration);
  arrival.time = step.time;
  arrival.jumped_back = step.jumped_back;
  return arrival;
}

void Passage::ask() {
  if (!std::exchange(asked_, true)) live_ = is_live(sink_);
}

GstFlowReturn Passage::chain(GstBuffer* buffer) {
  ask();
  watchers_.buffer(buffer);
  busy_ = true;
  const GstFlowReturn flow = gst_pad_push(src_, buffer);
  busy_ = false;
  return flow;
}

GstFlowReturn Passage::chain_list(GstBufferList* list) {
  ask();
  for (guint i = 0; i < gst_buffer_list_length(list); ++i)
    watchers_.buffer(gst_buffer_list_get(list, i));
  busy_ = true;
  const GstFlowReturn flow = gst_pad_push_list(src_, list);
  busy_ = false;
  return flow;
}

gboolean Passage::sink_event(GstEvent* event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_SEGMENT) gst_event_copy_segment(event, &segment_);
  if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP) reset();
  watchers_.before(event);
  gst_event_ref(event);
  const gboolean done = gst_pad_event_default(sink_, GST_OBJECT_PARENT(sink_), event);
  watchers_.after(event);
  gst_event_unref(event);
  return done;
}

GstIterator* Passage::internal_links(GstPad* pad) const {
  GValue value = G_VALUE_INIT;
  g_value_init(&value, GST_TYPE_PAD);
  g_value_set_object(&value, pad == sink_ ? src_ : sink_);
  GstIterator* iterator = gst_iterator_new_single(GST_TYPE_PAD, &value);
  g_value_unset(&value);
  return iterator;
}

}  // namespace vqa::gst
