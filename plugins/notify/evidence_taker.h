// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <memory>

#include "notify/clip_saver.h"
#include "notify/frame_saver.h"
#include "notify/notify.h"

namespace vqa::gst {

/// What is kept of incidents beside the event: the picture of the frame, and a clip around it.
class EvidenceTaker {
 public:
  /// `notifier` hears what is there, and outlives this.
  EvidenceTaker(const NotifyConfig& config, Notifier& notifier, const Courier::Tell& tell);

  // From streaming threads:
  void see(GstPad* sink, GstBuffer* frame);
  /// What can be had of an event that comes at this pad?
  Offer offer(GstPad* sink, GstEvent* custom, const Event& event);
  void take(GstPad* sink, Wanted wanted, Time at);
  /// Is that a clip?
  void take(GstEvent* custom);

 private:
  std::unique_ptr<FrameSaver> pictures_;  ///< null: none are made
  std::unique_ptr<ClipSaver> clips_;
};

}  // namespace vqa::gst
