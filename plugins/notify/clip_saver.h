// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "glue/clip_event.h"
#include "notify/courier.h"
#include "notify/evidence_store.h"
#include "notify/notify.h"

namespace vqa::gst {

/// Has clips made of the undecoded stream around incidents by whoever keeps it upstream of a pad,
/// and saves them in a thread of its own.
class ClipSaver {
 public:
  /// Hears of each clip that was saved, with its whole path; from the thread.
  using Saved = std::function<void(const WantedEvidence&, const std::string& path)>;

  /// `length`: from the beginning of a clip to the incident, and from there to its end.
  ClipSaver(EvidenceStore store, Time length, Courier::Tell tell, Saved saved);
  ~ClipSaver();
  ClipSaver(const ClipSaver&) = delete;
  ClipSaver& operator=(const ClipSaver&) = delete;

  // From streaming threads:
  /// Data comes: lets those upstream know in time that they have to keep it.
  void see(GstPad* pad);
  /// What can be had of an incident at this pad, or else at another one.
  ClipOffer offer(GstPad* pad);
  /// Asks for it. `at`: running time of the incident.
  void ask(GstPad* pad, WantedEvidence clip, Time at);
  /// Is that a clip that was asked for? (Copies come by all streams.)
  void take(GstEvent* event);

 private:
  /// Who is upstream of a pad?
  struct Source {
    Pad pad;               ///< held, for it may be released meanwhile
    gint64 announced = 0;  ///< when
    bool keeps = false;
    std::string under_way{};  ///< a clip
    gint64 given_up = 0;      ///< when it will be
  };
  struct Job {
    WantedEvidence clip;
    Buffer data;
  };

  GstPad* keeper_of(GstPad* pad) const;
  void work();
  void save(const Job& job);
  void tell(bool works, const std::string& text);

  EvidenceStore store_;
  const Time length_;
  const Courier::Tell tell_;
  const Saved saved_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<GstPad*, Source> sources_;
  std::map<std::string, WantedEvidence> wanted_;  ///< by name
  std::deque<Job> jobs_;
  bool quit_ = false, told_of_none_ = false;
  bool works_ = true;  ///< of the thread
  std::thread thread_;
};

}  // namespace vqa::gst
