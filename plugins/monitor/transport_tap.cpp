// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/transport_tap.h"

#include "glue/raii.h"

namespace vqa::gst {
namespace {

// The decodebin shows a pad of its own, in place of the one that it decodes.
Pad real_pad(GstPad* pad) {
  Pad real(GST_PAD(gst_object_ref(pad)));
  while (real && GST_IS_GHOST_PAD(real.get())) {
    real.reset(gst_ghost_pad_get_target(GST_GHOST_PAD(real.get())));
  }
  return real;
}

bool has_streams(GstElement* element) {
  const ObjectLock lock(element);
  return element->numsrcpads > 0;
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS  // GValueArray is what the signal is about
    GValueArray*
    with_first(GValueArray* factories, GstElementFactory* first) {
  GValueArray* all = g_value_array_copy(factories);
  GValue value = G_VALUE_INIT;
  g_value_init(&value, G_TYPE_OBJECT);
  g_value_set_object(&value, first);
  g_value_array_prepend(all, &value);
  g_value_unset(&value);
  return all;
}
G_GNUC_END_IGNORE_DEPRECATIONS

}  // namespace

void TransportTap::attach(GstElement* decodebin, GstElement* model) {
  decodebin_ = decodebin;
  model_ = model;
  const auto sort = +[](GstElement*, GstPad* pad, GstCaps* caps, GValueArray* factories,
                        gpointer self) -> GValueArray* {
    const auto& tap = *static_cast<TransportTap*>(self);
    if (!tap.belongs_behind(pad, caps)) return nullptr;  // as they are
    return with_first(factories, gst_element_get_factory(tap.model_));
  };
  const auto added = +[](GstBin*, GstBin*, GstElement* element, gpointer self) {
    auto& tap = *static_cast<TransportTap*>(self);
    if (tap.is_tap(element)) tap.set_up(element);
  };
  g_signal_connect(decodebin, "autoplug-sort", G_CALLBACK(sort), this);
  g_signal_connect(decodebin, "deep-element-added", G_CALLBACK(added), this);
}

void TransportTap::for_each(const std::function<void(GstPad*)>& use) const {
  if (decodebin_ == nullptr) return;
  const Iterator elements(gst_bin_iterate_all_by_element_factory_name(
      GST_BIN(decodebin_), GST_OBJECT_NAME(gst_element_get_factory(model_))));
  const auto each = [](const GValue* item, gpointer user) {
    const Pad sink(gst_element_get_static_pad(GST_ELEMENT(g_value_get_object(item)), "sink"));
    (*static_cast<const std::function<void(GstPad*)>*>(user))(sink.get());
  };
  gst_iterator_foreach(elements.get(), each, const_cast<void*>(static_cast<const void*>(&use)));
}

bool TransportTap::belongs_behind(GstPad* pad, const GstCaps* caps) const {
  if (!wanted_ || gst_caps_is_any(caps) || gst_caps_is_empty(caps)) return false;
  if (!gst_structure_has_name(gst_caps_get_structure(caps, 0), "video/mpegts")) return false;
  const Pad real = real_pad(pad);
  const Element parent(real ? gst_pad_get_parent_element(real.get()) : nullptr);
  return !parent || !is_tap(parent.get());
}

void TransportTap::set_up(GstElement* element) {
  found_ = true;
  guint count = 0;
  GParamSpec** specs = g_object_class_list_properties(G_OBJECT_GET_CLASS(element), &count);
  for (guint i = 0; i < count; ++i) {
    if (specs[i]->owner_type != type()) continue;
    g_object_bind_property(model_, specs[i]->name, element, specs[i]->name, G_BINDING_SYNC_CREATE);
  }
  g_free(specs);
  watch_end(element);
}

void TransportTap::watch_end(GstElement* element) {
  const Pad sink(gst_element_get_static_pad(element, "sink"));
  static const GstPadEventFunction base_event = GST_PAD_EVENTFUNC(sink.get());
  const auto event = [](GstPad* pad, GstObject* parent, GstEvent* event) -> gboolean {
    const bool is_end = GST_EVENT_TYPE(event) == GST_EVENT_EOS;
    const gboolean done = base_event(pad, parent, event);
    if (is_end) static_cast<TransportTap*>(pad->eventdata)->fail_if_fruitless(GST_ELEMENT(parent));
    return done;
  };
  gst_pad_set_event_function_full(sink.get(), event, this, nullptr);
}

// Of a file that it may read as it likes, a demuxer says that there is nothing in it. Where it is
// fed, that of GStreamer 1.22 says nothing, and everybody would wait for ever.
void TransportTap::fail_if_fruitless(GstElement* element) {
  const Pad src(gst_element_get_static_pad(element, "src"));
  const Pad peer(gst_pad_get_peer(src.get()));
  const Element demuxer(peer ? gst_pad_get_parent_element(peer.get()) : nullptr);
  if (!demuxer || has_streams(demuxer.get()) || has_streams(decodebin_)) return;
  GST_ELEMENT_ERROR(demuxer.get(), STREAM, DEMUX, ("No programme was found in it"), (nullptr));
}

}  // namespace vqa::gst
