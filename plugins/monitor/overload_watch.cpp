// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/overload_watch.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <utility>

namespace vqa::gst {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kLook = std::chrono::milliseconds(250);

// Room for what waits, so that it waits here, where it is seen, and not in the kernel, which throws
// away what it has no room for.
constexpr guint64 kLongest = 10 * GST_SECOND;
constexpr guint kLargest = 64 << 20;
constexpr guint kMost = 100000;

bool is_video_decoder(GstElement* element) {
  GstElementFactory* factory = gst_element_get_factory(element);
  return factory != nullptr &&
         gst_element_factory_list_is_type(
             factory, GST_ELEMENT_FACTORY_TYPE_DECODER | GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO);
}

bool is_made_by(GstElement* element, const char* name) {
  GstElementFactory* factory = gst_element_get_factory(element);
  return factory != nullptr && g_strcmp0(GST_OBJECT_NAME(factory), name) == 0;
}

// How long what waits in the queue in front of this element lasts. Between the two there may be
// parsers.
Time queued_in_front(GstElement* decoder) {
  Element at(GST_ELEMENT(gst_object_ref(decoder)));
  for (int steps = 0; at && steps < 8; ++steps) {
    const Pad sink(gst_element_get_static_pad(at.get(), "sink"));
    Pad peer(sink ? gst_pad_get_peer(sink.get()) : nullptr);
    at.reset(peer ? gst_pad_get_parent_element(peer.get()) : nullptr);
    if (!at || !is_made_by(at.get(), "multiqueue")) continue;
    const Chars name(gst_pad_get_name(peer.get()));
    const std::string number = std::string(name.get()).substr(std::strlen("src_"));
    const Pad in(gst_element_get_static_pad(at.get(), ("sink_" + number).c_str()));
    guint64 length = 0;
    if (in) g_object_get(in.get(), "current-level-time", &length, nullptr);
    return Time(static_cast<Time::rep>(length));
  }
  return {};
}

}  // namespace

void OverloadWatch::attach(GstBin* bin, GstElement* decode, Listener listener) {
  bin_ = bin;
  listener_ = std::move(listener);
  const auto added = +[](GstBin*, GstBin*, GstElement* element, gpointer self) {
    static_cast<OverloadWatch*>(self)->add(element);
  };
  const auto removed = +[](GstBin*, GstBin*, GstElement* element, gpointer self) {
    static_cast<OverloadWatch*>(self)->remove(element);
  };
  g_signal_connect(decode, "deep-element-added", G_CALLBACK(added), this);
  g_signal_connect(decode, "deep-element-removed", G_CALLBACK(removed), this);
}

void OverloadWatch::add(GstElement* element) {
  if (!thread_.joinable()) return;
  if (at_its_pace_ && is_made_by(element, "decodebin")) make_room(element);
  if (!is_video_decoder(element)) return;
  if (const Pad sink(gst_element_get_static_pad(element, "sink")); sink) gate_.attach(sink.get());
  const std::lock_guard lock(mutex_);
  decoders_.emplace_back(GST_ELEMENT(gst_object_ref(element)));
}

void OverloadWatch::remove(GstElement* element) {
  Element last;  // let go of without the lock
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(decoders_.begin(), decoders_.end(),
                                  [element](const Element& e) { return e.get() == element; });
  if (found == decoders_.end()) return;
  last = std::move(*found);
  decoders_.erase(found);
}

void OverloadWatch::make_room(GstElement* decodebin) const {
  g_object_set(decodebin, "max-size-time", kLongest, "max-size-bytes", kLargest, "max-size-buffers",
               kMost, nullptr);
}

void OverloadWatch::start(bool at_its_pace) {
  if (thread_.joinable()) return;
  at_its_pace_ = at_its_pace;
  quit_ = false;
  starved_ = false;
  last_turn_ = Clock::now();
  thread_ = std::thread([this] { work(); });
}

void OverloadWatch::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
    changed_.notify_one();
  }
  thread_.join();
  finish();
}

void OverloadWatch::work() {
  std::unique_lock lock(mutex_);
  while (!quit_) {
    const auto due = Clock::now() + kLook;
    changed_.wait_until(lock, due, [this] { return quit_; });
    if (quit_) return;
    Time late = Clock::now() - due;
    last_turn_ = Clock::now();
    if (starved_.exchange(false)) late = std::max(late, Overload::kTooMuch);
    lock.unlock();
    judge(std::max(late, backlog()));
    lock.lock();
  }
}

void OverloadWatch::look_at_watch() {
  if (Clock::now() - last_turn_.load() < Overload::kTooMuch + kLook) return;
  if (!starved_.exchange(true)) listener_.changed(true);
}

Time OverloadWatch::backlog() {
  if (!at_its_pace_) return {};
  std::vector<Element> decoders;
  {
    const std::lock_guard lock(mutex_);
    for (const Element& decoder : decoders_)
      decoders.emplace_back(GST_ELEMENT(gst_object_ref(decoder.get())));
  }
  Time longest{};
  for (const Element& decoder : decoders)
    longest = std::max(longest, queued_in_front(decoder.get()));
  return longest;
}

void OverloadWatch::judge(Time backlog) {
  const GstClockTime running = gst_element_get_current_running_time(GST_ELEMENT(bin_));
  if (!GST_CLOCK_TIME_IS_VALID(running)) return;
  const bool was_open = overload_.open();
  Events events;
  overload_.judge(Time(static_cast<Time::rep>(running)), backlog, events);
  gate_.pass_all(!overload_.sheds());
  if (overload_.open() != was_open) listener_.changed(overload_.open());
  send(events);
}

void OverloadWatch::finish() {
  const bool was_open = overload_.open();
  Events events;
  overload_.finish("shutdown", events);
  gate_.pass_all(true);
  if (was_open) listener_.changed(false);
  send(events);
}

void OverloadWatch::send(Events& events) {
  for (Event& event : events) {
    event.details.emplace_back("left_out", static_cast<std::int64_t>(gate_.left_out()));
    listener_.tell(event);
  }
}

}  // namespace vqa::gst
