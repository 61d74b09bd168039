// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "glue/raii.h"
#include "notify/courier.h"
#include "notify/evidence_store.h"
#include "notify/notify.h"

namespace vqa::gst {

/// Makes pictures of the frames that raised incidents, in a thread of its own. An event is in front
/// of the frame that triggered it: so whoever comes next at that pad is the one.
///
/// It holds on to no more than one frame, until that is scaled, and never to one that nobody asked
/// for: decoders have few, and stop when all are out.
class FrameSaver {
 public:
  /// Hears of each picture that was saved, with its whole path; from the thread.
  using Saved = std::function<void(const WantedEvidence&, const std::string& path)>;

  FrameSaver(EvidenceStore store, unsigned width, Courier::Tell tell, Saved saved);
  ~FrameSaver();
  FrameSaver(const FrameSaver&) = delete;
  FrameSaver& operator=(const FrameSaver&) = delete;

  // From streaming threads:
  /// Can the next frame of this pad be had?
  bool can_take_next(GstPad* pad);
  /// Asks for it.
  void take_next(GstPad* pad, WantedEvidence evidence);
  /// A frame comes.
  void see(GstPad* pad, GstBuffer* frame);

 private:
  struct Job {
    Buffer frame;
    Caps caps;
    std::vector<WantedEvidence> wanted;
  };

  void work();
  void save(Job job);
  void tell(bool works, const std::string& text);

  EvidenceStore store_;
  const unsigned width_;
  const Courier::Tell tell_;
  const Saved saved_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<GstPad*, std::vector<WantedEvidence>> wanted_;  ///< of the next frame
  std::atomic<bool> any_wanted_ = false;
  Job job_;
  bool busy_ = false, quit_ = false;
  bool works_ = true;  ///< of the thread
  std::thread thread_;
};

}  // namespace vqa::gst
