// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <memory>

namespace vqa::gst {

/// Gives back what GStreamer hands over; one line for each type. (Functions as template arguments
/// would do as well, were some of GStreamer's not `static inline` and so of no linkage.)
struct Release {
  void operator()(GstBuffer* buffer) const { gst_buffer_unref(buffer); }
  void operator()(GstBus* bus) const { gst_object_unref(bus); }
  void operator()(GstCaps* caps) const { gst_caps_unref(caps); }
  void operator()(GstContext* context) const { gst_context_unref(context); }
  void operator()(GstElement* element) const { gst_object_unref(element); }
  void operator()(GstEvent* event) const { gst_event_unref(event); }
  void operator()(GstIterator* iterator) const { gst_iterator_free(iterator); }
  void operator()(GstMessage* message) const { gst_message_unref(message); }
  void operator()(GstObject* object) const { gst_object_unref(object); }
  void operator()(GstPad* pad) const { gst_object_unref(pad); }
  void operator()(GstQuery* query) const { gst_query_unref(query); }
  void operator()(GstStructure* structure) const { gst_structure_free(structure); }
  void operator()(GError* error) const { g_error_free(error); }
  void operator()(char* chars) const { g_free(chars); }
};

template <class T>
using Owned = std::unique_ptr<T, Release>;

using Buffer = Owned<GstBuffer>;
using Bus = Owned<GstBus>;
using Caps = Owned<GstCaps>;
using Context = Owned<GstContext>;
using Element = Owned<GstElement>;
using Iterator = Owned<GstIterator>;
using Message = Owned<GstMessage>;
using Pad = Owned<GstPad>;
using Query = Owned<GstQuery>;
using Structure = Owned<GstStructure>;
using Error = Owned<GError>;
using Chars = Owned<char>;

/// Holds GST_OBJECT_LOCK for a scope.
class ObjectLock {
 public:
  explicit ObjectLock(void* object) : object_(GST_OBJECT_CAST(object)) { GST_OBJECT_LOCK(object_); }
  ~ObjectLock() { GST_OBJECT_UNLOCK(object_); }
  ObjectLock(const ObjectLock&) = delete;
  ObjectLock& operator=(const ObjectLock&) = delete;

 private:
  GstObject* object_;
};

}  // namespace vqa::gst
