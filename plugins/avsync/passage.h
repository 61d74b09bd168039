// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <functional>
#include <optional>

#include "avsync/side.h"
#include "core/timeline.h"
#include "glue/raii.h"

namespace vqa::gst {

/// A pad in and a pad out, between which one stream passes through: the same buffers, caps, queries
/// and events, and none of those of the other stream. (Pads are by default linked inside to all
/// others, so that caps of picture and sound would be mixed up.)
class Passage {
 public:
  struct Watchers {
    std::function<void(GstBuffer*)> buffer;  ///< before it goes on
    std::function<void(GstEvent*)> before;   ///< before an event goes on
    std::function<void(GstEvent*)> after;    ///< and after it did
  };
  Passage(GstElement* element, Side side, Watchers watchers);
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;

  static void add_templates(GstElementClass* klass, Side side, const Caps& caps);

  Side side() const { return side_; }
  GstPad* src() const { return src_; }
  /// Is a buffer on its way through what is behind it?
  bool busy() const { return busy_; }
  /// Has its data to come in time? Known from the first buffer on.
  bool live() const { return live_; }

  // For the thread of the stream.
  const GstSegment& segment() const { return segment_; }
  struct Arrival {
    bool shown = true;  ///< false: outside of the segment, nobody gets to see or hear it
    bool jumped_back = false;
    Time time{};
    std::optional<Time> stamp{};  ///< in running time
  };
  Arrival arrive(GstClockTime pts, Time duration);
  void reset();

 private:
  static Passage& of(GstPad* pad);
  GstFlowReturn chain(GstBuffer* buffer);
  GstFlowReturn chain_list(GstBufferList* list);
  void ask();
  gboolean sink_event(GstEvent* event);
  GstIterator* internal_links(GstPad* pad) const;

  Side side_;
  Watchers watchers_;
  GstPad *sink_, *src_;  ///< owned by the element
  std::atomic<bool> busy_ = false, live_ = false;
  bool asked_ = false;  ///< whether it is
  GstSegment segment_;
  Timeline timeline_;
};

}  // namespace vqa::gst
