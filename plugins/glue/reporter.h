// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <optional>
#include <string>

#include "core/event.h"
#include "core/mask.h"
#include "core/timeline.h"
#include "glue/event_gst.h"

namespace vqa::gst {

/// What every detector element has in common whatever it looks at: the properties `label`,
/// `sample-interval` and `mask`, the time of each buffer, and the way that events take out of the
/// element. Properties may be set from any thread; all else belongs to the streaming thread.
class Reporter {
 public:
  /// Ids of the common properties; a detector's own begin at `kFirstOwn`.
  enum : guint { kLabel = 1, kSampleInterval, kMask, kFirstOwn };
  static void install_properties(GObjectClass* klass, bool with_mask);

  explicit Reporter(GstElement* element) : element_(element) {}

  /// False if the id is not one of the common ones.
  bool set_property(guint id, const GValue* value);
  bool get_property(guint id, GValue* value) const;

  /// The element starts: false, after an element error, if a property makes no sense.
  bool start();
  /// The mask, if a new one was set since the last call. One that makes no sense is reported as a
  /// warning, and the mask before it stays.
  std::optional<Mask> take_new_mask();

  struct Arrival {
    bool shown = true;  ///< false: outside of the segment, nobody will see it
    bool jumped_back = false;
    Time time{};
  };
  Arrival arrive(const GstSegment& segment, GstBuffer* buffer, Time interval);
  /// The same for the part of a buffer that has this stamp and duration.
  Arrival arrive(const GstSegment& segment, GstClockTime pts, Time duration);
  /// The same for bytes, whose detector knows better what time it is: remembers what the buffer
  /// says, and returns its running time, if it has one. The detector's time then is set.
  std::optional<Time> arrive_bytes(const GstSegment& segment, GstBuffer* buffer);
  void set_now(Time now) { now_ = now; }
  void reset_timeline() { timeline_.reset(); }
  /// Running time of the buffer that arrived last.
  Time now() const { return now_; }

  /// Is a sample due at the time of the buffer that arrived last?
  bool sample_due();
  /// Events need not be of the moment at which a buffer began: their stamps are those of their own
  /// time in this segment, which has to live as long as the reporter.
  void stamp_within(const GstSegment& segment) { segment_ = &segment; }
  /// Stamps the events with what only the element knows, and sends and empties them. `src` is
  /// null where events can go nowhere but to the bus.
  void publish(GstPad* src, Events& events);
  /// The same for events that no buffer triggered. From any thread.
  void publish_out_of_band(GstPad* src, Events& events);

 private:
  void stamp(Event& event) const;
  template <class Stamp>
  void send(GstPad* src, Events& events, Band band, Stamp stamp);

  GstElement* element_;

  // Guarded by the object lock.
  std::string label_;
  Time sample_interval_{};
  std::string mask_text_;
  std::atomic<bool> mask_changed_ = false;

  const GstSegment* segment_ = nullptr;
  Timeline timeline_;
  Time now_{};
  std::optional<Time> stream_time_, timestamp_, arrived_at_;
  std::optional<Time> last_sample_;
};

}  // namespace vqa::gst
