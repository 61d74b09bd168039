// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <map>
#include <memory>
#include <mutex>

#include "glue/raii.h"

namespace vqa::gst {

/// The pads of an element that any number of streams pass through or end in: `sink_%u`, each with
/// a `src_%u` of the same number or without one. Streams do not know of each other: caps,
/// allocation and latency queries stay within a pair.
///
/// While a stream ends here the element is a sink: it is flagged as one, and posts EOS when every
/// stream that ever started is over. It never prerolls and never waits for a clock.
class PadPairs {
 public:
  /// Hears of all that comes in, from streaming threads.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void take_event(GstPad* sink, GstEvent* custom) = 0;
    /// Data comes in, the first of a list (null: an empty one); and is done with.
    virtual void enter(GstPad* sink, GstBuffer* buffer) = 0;
    virtual void leave() = 0;
    /// Every stream that started is over.
    virtual void all_over() = 0;
  };

  PadPairs(GstElement* element, Listener& listener);

  static void add_templates(GstElementClass* klass);
  GstPad* request(GstPadTemplate* pad_template, const char* name);
  void release(GstPad* pad);
  /// The element starts anew.
  void forget_streams();
  /// The element reaches or leaves PLAYING. As with any sink, EOS is posted only there, and again
  /// each time it gets there: bins lose what they hear of it on the way.
  void set_playing(bool playing);
  /// Does one of the streams have to come at its time? Asks upstream.
  bool is_live() const;

 private:
  struct Pair {
    PadPairs* owner = nullptr;
    guint number = 0;
    GstPad* sink = nullptr;  ///< owned by the element
    GstPad* src = nullptr;   ///< owned by the element
    bool started = false;
    bool over = false;

    bool ends_here() const {
      return sink != nullptr && (src == nullptr || !gst_pad_is_linked(src));
    }
  };

  static Pair& pair_of(GstPad* pad);
  guint pick_number(GstPadDirection direction, const char* name) const;
  GstPad* make_pad(GstPadTemplate* pad_template, Pair& pair);
  void update_sink_flag();
  bool all_over() const;
  void post_eos_if_over();
  Pad linked_src(const Pair& pair) const;

  GstFlowReturn chain(Pair& pair, GstBuffer* buffer);
  GstFlowReturn chain_list(Pair& pair, GstBufferList* list);
  gboolean sink_event(Pair& pair, GstEvent* event);
  gboolean sink_query(Pair& pair, GstQuery* query);
  GstIterator* internal_links(const Pair& pair, GstPad* pad) const;

  GstElement* element_;
  Listener& listener_;

  mutable std::mutex mutex_;
  /// By number. A pair stays when its pads are released, for a query may still be under way in one.
  std::map<guint, std::unique_ptr<Pair>> pairs_;
  bool playing_ = false;
  bool posted_eos_ = false;
  guint32 eos_seqnum_ = GST_SEQNUM_INVALID;
};

}  // namespace vqa::gst
