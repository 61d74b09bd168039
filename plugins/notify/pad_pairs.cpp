// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/pad_pairs.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "glue/live.h"
#include "notify/bins_around.h"

namespace vqa::gst {
namespace {

GstPad* ref(GstPad* pad) { return static_cast<GstPad*>(gst_object_ref(pad)); }

gboolean copy_sticky(GstPad*, GstEvent** event, gpointer src) {
  gst_pad_store_sticky_event(GST_PAD(src), *event);
  return TRUE;
}

}  // namespace

PadPairs::PadPairs(GstElement* element, Listener& listener)
    : element_(element), listener_(listener) {
  GST_OBJECT_FLAG_SET(element_, GST_ELEMENT_FLAG_SINK);
}

void PadPairs::add_templates(GstElementClass* klass) {
  const Caps any(gst_caps_new_any());
  for (const auto& [name, direction] :
       {std::pair{"sink_%u", GST_PAD_SINK}, {"src_%u", GST_PAD_SRC}}) {
    gst_element_class_add_pad_template(
        klass, gst_pad_template_new(name, direction, GST_PAD_REQUEST, any.get()));
  }
}

PadPairs::Pair& PadPairs::pair_of(GstPad* pad) {
  return *static_cast<Pair*>(gst_pad_get_element_private(pad));
}

// The number in the name that was asked for, or else the first one that lacks this side. Called
// with the mutex held.
guint PadPairs::pick_number(GstPadDirection direction, const char* name) const {
  guint number = 0;
  if (name != nullptr &&
      (std::sscanf(name, "sink_%u", &number) == 1 || std::sscanf(name, "src_%u", &number) == 1)) {
    return number;
  }
  for (number = 0;; ++number) {
    const auto pair = pairs_.find(number);
    if (pair == pairs_.end()) return number;
    if ((direction == GST_PAD_SINK ? pair->second->sink : pair->second->src) == nullptr) {
      return number;
    }
  }
}

GstPad* PadPairs::make_pad(GstPadTemplate* pad_template, Pair& pair) {
  const bool is_sink = GST_PAD_TEMPLATE_DIRECTION(pad_template) == GST_PAD_SINK;
  const std::string name = (is_sink ? "sink_" : "src_") + std::to_string(pair.number);
  GstPad* pad = gst_pad_new_from_template(pad_template, name.c_str());
  gst_pad_set_element_private(pad, &pair);
  GST_PAD_SET_PROXY_CAPS(pad);
  GST_PAD_SET_PROXY_ALLOCATION(pad);
  gst_pad_set_iterate_internal_links_function(pad, [](GstPad* p, GstObject*) {
    const Pair& of = pair_of(p);
    return of.owner->internal_links(of, p);
  });
  if (is_sink) {
    gst_pad_set_chain_function(pad, [](GstPad* p, GstObject*, GstBuffer* buffer) {
      Pair& of = pair_of(p);
      return of.owner->chain(of, buffer);
    });
    gst_pad_set_chain_list_function(pad, [](GstPad* p, GstObject*, GstBufferList* list) {
      Pair& of = pair_of(p);
      return of.owner->chain_list(of, list);
    });
    gst_pad_set_event_function(pad, [](GstPad* p, GstObject*, GstEvent* event) {
      Pair& of = pair_of(p);
      return of.owner->sink_event(of, event);
    });
    gst_pad_set_query_function(pad, [](GstPad* p, GstObject*, GstQuery* query) {
      Pair& of = pair_of(p);
      return of.owner->sink_query(of, query);
    });
  } else {
    const auto relinked =
        +[](GstPad*, GstPad*, gpointer self) { static_cast<PadPairs*>(self)->update_sink_flag(); };
    g_signal_connect(pad, "linked", G_CALLBACK(relinked), this);
    g_signal_connect(pad, "unlinked", G_CALLBACK(relinked), this);
  }
  return pad;
}

GstPad* PadPairs::request(GstPadTemplate* pad_template, const char* name) {
  const GstPadDirection direction = GST_PAD_TEMPLATE_DIRECTION(pad_template);
  GstPad* pad = nullptr;
  Pad sink;
  {
    const std::lock_guard lock(mutex_);
    const guint number = pick_number(direction, name);
    auto& slot = pairs_[number];
    if (!slot) slot = std::make_unique<Pair>(Pair{.owner = this, .number = number});
    GstPad*& side = direction == GST_PAD_SINK ? slot->sink : slot->src;
    if (side != nullptr) {
      GST_WARNING_OBJECT(element_, "pad %s is there already", name);
      return nullptr;
    }
    side = pad = make_pad(pad_template, *slot);
    if (direction == GST_PAD_SRC && slot->sink != nullptr) sink.reset(ref(slot->sink));
  }
  gst_pad_set_active(pad, TRUE);
  if (sink) gst_pad_sticky_events_foreach(sink.get(), copy_sticky, pad);
  gst_element_add_pad(element_, pad);
  update_sink_flag();
  return pad;
}

void PadPairs::release(GstPad* pad) {
  gst_pad_set_active(pad, FALSE);  // waits until nothing is inside of the chain function
  {
    const std::lock_guard lock(mutex_);
    Pair& pair = pair_of(pad);
    if (GST_PAD_IS_SINK(pad)) {
      pair.sink = nullptr;
      pair.started = pair.over = false;
    } else {
      pair.src = nullptr;
    }
  }
  gst_element_remove_pad(element_, pad);
  update_sink_flag();
  post_eos_if_over();
}

void PadPairs::forget_streams() {
  const std::lock_guard lock(mutex_);
  posted_eos_ = false;
  for (auto& [number, pair] : pairs_) pair->started = pair->over = false;
}

void PadPairs::set_playing(bool playing) {
  {
    const std::lock_guard lock(mutex_);
    playing_ = playing;
    posted_eos_ = false;
  }
  post_eos_if_over();
}

bool PadPairs::is_live() const {
  std::vector<Pad> sinks;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, pair] : pairs_) {
      if (pair->sink != nullptr) sinks.emplace_back(ref(pair->sink));
    }
  }
  return std::any_of(sinks.begin(), sinks.end(),
                     [](const Pad& sink) { return gst::is_live(sink.get()); });
}

void PadPairs::update_sink_flag() {
  {
    const std::lock_guard lock(mutex_);
    bool has_sink_pad = false, ends_here = false;
    for (const auto& [number, pair] : pairs_) {
      has_sink_pad = has_sink_pad || pair->sink != nullptr;
      ends_here = ends_here || pair->ends_here();
    }
    set_sink_flag(element_, ends_here || !has_sink_pad);
  }
  update_bins_around(element_);
}

// A branch that never got anything (no such stream in the file) does not keep the rest waiting.
// Called with the mutex held.
bool PadPairs::all_over() const {
  bool any_started = false, all_over = true;
  for (const auto& [number, pair] : pairs_) {
    any_started = any_started || pair->started;
    all_over = all_over && (!pair->started || pair->over);
  }
  return any_started && all_over;
}

void PadPairs::post_eos_if_over() {
  guint32 seqnum = GST_SEQNUM_INVALID;
  {
    const std::lock_guard lock(mutex_);
    const bool ends_here = std::any_of(pairs_.begin(), pairs_.end(),
                                       [](const auto& pair) { return pair.second->ends_here(); });
    if (!ends_here || !all_over() || !playing_ || posted_eos_) return;
    posted_eos_ = true;
    seqnum = eos_seqnum_;
  }
  GstMessage* message = gst_message_new_eos(GST_OBJECT_CAST(element_));
  if (seqnum != GST_SEQNUM_INVALID) gst_message_set_seqnum(message, seqnum);
  gst_element_post_message(element_, message);
  wake_bins_around(element_);
}

Pad PadPairs::linked_src(const Pair& pair) const {
  const std::lock_guard lock(mutex_);
  return Pad(pair.ends_here() || pair.src == nullptr ? nullptr : ref(pair.src));
}

}  // namespace vqa::gst
