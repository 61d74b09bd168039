// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <functional>

namespace vqa::gst {

/// Puts a vqatransport in front of each demuxer for transport streams that a decodebin makes, also
/// inside of HLS. (As an element of no rank it comes nowhere by itself.)
class TransportTap {
 public:
  /// `model` is not linked to anything: it holds the properties that all of them have.
  void attach(GstElement* decodebin, GstElement* model);

  /// Before anything is decoded: are they wanted?
  void begin(bool wanted) {
    wanted_ = wanted;
    found_ = false;
  }
  bool wanted() const { return wanted_; }
  /// Has there been a transport stream?
  bool found() const { return found_; }
  /// The sink pads of all that were put in.
  void for_each(const std::function<void(GstPad*)>& use) const;
  /// Is it one of those that were put in?
  bool is_tap(gpointer object) const {
    return model_ != nullptr && object != model_ && G_TYPE_CHECK_INSTANCE_TYPE(object, type());
  }

 private:
  GType type() const { return G_OBJECT_TYPE(model_); }
  bool belongs_behind(GstPad* pad, const GstCaps* caps) const;
  void set_up(GstElement* element);
  void watch_end(GstElement* element);
  void fail_if_fruitless(GstElement* element);

  GstElement* decodebin_ = nullptr;
  GstElement* model_ = nullptr;
  std::atomic<bool> wanted_ = false, found_ = false;
};

}  // namespace vqa::gst
