// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What goes through a pair of pads.
#include <utility>

#include "notify/pad_pairs.h"

namespace vqa::gst {
namespace {

Pad held(GstPad* pad) { return Pad(GST_PAD(gst_object_ref(pad))); }

}  // namespace

GstFlowReturn PadPairs::chain(Pair& pair, GstBuffer* buffer) {
  GstFlowReturn flow = GST_FLOW_OK;
  listener_.enter(pair.sink, buffer);
  if (const Pad src = linked_src(pair)) {
    flow = gst_pad_push(src.get(), buffer);
  } else {
    gst_buffer_unref(buffer);
  }
  listener_.leave();
  return flow;
}

GstFlowReturn PadPairs::chain_list(Pair& pair, GstBufferList* list) {
  GstFlowReturn flow = GST_FLOW_OK;
  const bool is_empty = gst_buffer_list_length(list) == 0;
  listener_.enter(pair.sink, is_empty ? nullptr : gst_buffer_list_get(list, 0));
  if (const Pad src = linked_src(pair)) {
    flow = gst_pad_push_list(src.get(), list);
  } else {
    gst_buffer_list_unref(list);
  }
  listener_.leave();
  return flow;
}

gboolean PadPairs::sink_event(Pair& pair, GstEvent* event) {
  const GstEventType type = GST_EVENT_TYPE(event);
  const guint32 seqnum = gst_event_get_seqnum(event);
  if (type == GST_EVENT_CUSTOM_DOWNSTREAM || type == GST_EVENT_CUSTOM_DOWNSTREAM_OOB) {
    listener_.take_event(pair.sink, event);
  }
  Pad src;
  bool over = false;
  {
    const std::lock_guard lock(mutex_);
    if (type == GST_EVENT_STREAM_START) pair.started = true;
    if (type == GST_EVENT_STREAM_START || type == GST_EVENT_FLUSH_STOP) {
      pair.over = posted_eos_ = false;
    }
    if (type == GST_EVENT_EOS) {
      pair.over = true;
      eos_seqnum_ = seqnum;
      over = all_over();
    }
    if (pair.src != nullptr) src = held(pair.src);
  }
  if (over) listener_.all_over();
  gboolean done = TRUE;
  if (src) {
    const bool linked = gst_pad_is_linked(src.get()) != FALSE;
    done = gst_pad_push_event(src.get(), event) || !linked;
  } else {
    gst_event_unref(event);
  }
  if (type == GST_EVENT_EOS) post_eos_if_over();
  return done;
}

gboolean PadPairs::sink_query(Pair& pair, GstQuery* query) {
  const bool ends_here = linked_src(pair) == nullptr;
  if (ends_here && GST_QUERY_TYPE(query) == GST_QUERY_CAPS) {
    GstCaps* filter = nullptr;
    gst_query_parse_caps(query, &filter);
    const Caps answer(filter != nullptr ? gst_caps_ref(filter) : gst_caps_new_any());
    gst_query_set_caps_result(query, answer.get());
    return TRUE;
  }
  if (ends_here && GST_QUERY_TYPE(query) == GST_QUERY_ACCEPT_CAPS) {
    gst_query_set_accept_caps_result(query, TRUE);
    return TRUE;
  }
  return gst_pad_query_default(pair.sink, GST_OBJECT_CAST(element_), query);
}

GstIterator* PadPairs::internal_links(const Pair& pair, GstPad* pad) const {
  const std::lock_guard lock(mutex_);
  GstPad* other = pad == pair.sink ? pair.src : pair.sink;
  if (other == nullptr) return nullptr;
  GValue value = G_VALUE_INIT;
  g_value_init(&value, GST_TYPE_PAD);
  g_value_set_object(&value, other);
  GstIterator* iterator = gst_iterator_new_single(GST_TYPE_PAD, &value);
  g_value_unset(&value);
  return iterator;
}

}  // namespace vqa::gst
