// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/keyframe_gate.h"

namespace vqa::gst {
namespace {

// Streams that refresh bit by bit have no keyframes. After so many buffers this is one of them.
constexpr unsigned kPatience = 300;

}  // namespace

struct KeyframeGate::Stream {
  std::shared_ptr<Shared> shared;
  bool open = false;
  bool has_gap = false;  ///< since the last buffer that passed
  unsigned waited = 0;   ///< buffers, for a keyframe

  bool passes(GstBuffer* buffer) {
    const bool all = shared->all;
    if (!GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT)) {
      open = all;
      waited = 0;
      return true;
    }
    if (!all) {
      open = false;
      waited = 0;
    } else if (!open) {
      open = ++waited > kPatience;
    }
    return open;
  }

  GstPadProbeReturn look(GstPadProbeInfo* info) {
    GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    if (!passes(buffer)) {
      has_gap = true;
      ++shared->left_out;
      return GST_PAD_PROBE_DROP;
    }
    if (!has_gap) return GST_PAD_PROBE_OK;
    buffer = gst_buffer_make_writable(buffer);
    GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    has_gap = false;
    return GST_PAD_PROBE_OK;
  }
};

void KeyframeGate::attach(GstPad* sink) {
  gst_pad_add_probe(
      sink, GST_PAD_PROBE_TYPE_BUFFER,
      [](GstPad*, GstPadProbeInfo* info, gpointer stream) {
        return static_cast<Stream*>(stream)->look(info);
      },
      new Stream{.shared = shared_}, [](gpointer stream) { delete static_cast<Stream*>(stream); });
}

}  // namespace vqa::gst
