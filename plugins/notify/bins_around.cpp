// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/bins_around.h"

#include "glue/raii.h"

namespace vqa::gst {

void set_sink_flag(void* element, bool is_sink) {
  if (is_sink) {
    GST_OBJECT_FLAG_SET(element, GST_ELEMENT_FLAG_SINK);
  } else {
    GST_OBJECT_FLAG_UNSET(element, GST_ELEMENT_FLAG_SINK);
  }
}

// A bin takes the flag over from a child when that is added, and never looks again. One that stays
// flagged with no sink inside keeps the pipeline around it waiting for its EOS forever.
void update_bins_around(GstElement* element) {
  GstObject* bin = gst_object_get_parent(GST_OBJECT_CAST(element));
  while (bin != nullptr) {
    const Element held(GST_ELEMENT_CAST(bin));
    if (!GST_IS_BIN(bin)) return;
    {
      const ObjectLock lock(bin);
      bool has_sink = false;
      for (const GList* child = GST_BIN_CHILDREN(bin); child != nullptr; child = child->next) {
        has_sink = has_sink || GST_OBJECT_FLAG_IS_SET(child->data, GST_ELEMENT_FLAG_SINK);
      }
      set_sink_flag(bin, has_sink);
    }
    bin = gst_object_get_parent(bin);
  }
}

// GstBin of 1.22 forgets that it is PLAYING when a thread that took it to PAUSED is held up right
// after saying so, while another takes it further; it then keeps EOS to itself for ever. Elements
// that preroll are safe, for both threads meet in them. Being told again makes it look again.
void wake_bins_around(GstElement* element) {
  Owned<GstObject> bin(gst_object_get_parent(GST_OBJECT_CAST(element)));
  while (bin) {
    const bool plays = GST_IS_BIN(bin.get()) && GST_STATE(bin.get()) == GST_STATE_PLAYING &&
                       GST_STATE_PENDING(bin.get()) == GST_STATE_VOID_PENDING;
    if (plays) {
      gst_element_post_message(
          GST_ELEMENT(bin.get()),
          gst_message_new_state_changed(bin.get(), GST_STATE_PLAYING, GST_STATE_PLAYING,
                                        GST_STATE_VOID_PENDING));
    }
    bin.reset(gst_object_get_parent(bin.get()));
  }
}

}  // namespace vqa::gst
