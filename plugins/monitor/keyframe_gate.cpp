// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/keyframe_gate.h"

namespace vqa::gst {
namespace {

// Streams that refresh bit by bit have no keyframes. After so many buffers this is one of them.
constexpr unsigned kPatience = 300;

}  // namespace

void KeyframeGate::attach(GstPad* sink) {
  gst_pad_add_probe(
      sink, GST_PAD_PROBE_TYPE_BUFFER,
      [](GstPad*, GstPadProbeInfo* info, gpointer self) {
        auto& gate = *static_cast<KeyframeGate*>(self);
        GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
        if (!gate.passes(buffer)) return GST_PAD_PROBE_DROP;
        if (gate.left_out_) {
          buffer = gst_buffer_make_writable(buffer);
          GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
          GST_PAD_PROBE_INFO_DATA(info) = buffer;
          gate.left_out_ = false;
        }
        return GST_PAD_PROBE_OK;
      },
      this, nullptr);
}

bool KeyframeGate::passes(GstBuffer* buffer) {
  const bool all = all_;
  if (!GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT)) {
    open_ = all;
    waited_ = 0;
    return true;
  }
  if (!all) {
    open_ = false;
    waited_ = 0;
  } else if (!open_) {
    open_ = ++waited_ > kPatience;
  }
  if (open_) return true;
  left_out_ = true;
  ++dropped_;
  return false;
}

}  // namespace vqa::gst
