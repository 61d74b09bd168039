// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor/source.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "glue/raii.h"
#include "glue/running_time.h"

namespace vqa::gst {
namespace {

constexpr auto kKnock = std::chrono::milliseconds(2000);
constexpr Time kLate = 1s;
constexpr int kStale = 3;  // pieces that do not come
constexpr Time kLongestPiece = 60s;

}  // namespace

void Source::attach(GstBin* bin, GstElement* decode, Listener listener) {
  bin_ = bin;
  decode_ = decode;
  listener_ = std::move(listener);
  const auto added = +[](GstBin*, GstBin*, GstElement* element, gpointer self) {
    GstElementFactory* factory = gst_element_get_factory(element);
    const char* klass = gst_element_factory_get_metadata(factory, GST_ELEMENT_METADATA_KLASS);
    if (std::strstr(klass, "Adaptive") != nullptr)
      static_cast<Source*>(self)->see_adaptive(element);
  };
  g_signal_connect(decode, "deep-element-added", G_CALLBACK(added), this);
}

void Source::prepare(const Address& address, const ReconnectRules& rules) {
  address_ = address;
  rules_ = rules;
  rules_.by_arrival = address.reading == Reading::arrival;
  nature_ = address.reading == Reading::request ? Nature::unknown : Nature::live;
  seam_ = {};
  gst_element_set_locked_state(decode_, is_remote());
}

void Source::start() {
  if (!is_remote() || thread_.joinable()) return;
  quit_ = false;
  failure_.reset();
  reconnect_.emplace(rules_);
  last_data_ = Clock::now();
  thread_ = std::thread([this] { work(); });
}

void Source::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
    is_up_ = false;
    changed_.notify_one();
  }
  thread_.join();
  gst_element_set_state(decode_, GST_STATE_NULL);
}

void Source::work() {
  std::unique_lock lock(mutex_);
  while (!quit_) {
    if (failure_) {
      const Trouble trouble = *std::exchange(failure_, std::nullopt);
      lock.unlock();
      take_down(trouble);
      lock.lock();
      continue;
    }
    if (std::exchange(is_paused_, false)) {
      lock.unlock();
      play();
      lock.lock();
      continue;
    }
    if (nature_ == Nature::finite) {
      changed_.wait(lock);
      continue;
    }
    if (flows_) reconnect_->data(last_data_);
    reconnect_->expect_pieces(kStale * piece_);
    const auto step = reconnect_->next(Clock::now());
    if (step == Reconnect::Step::wait) {
      const auto until = reconnect_->deadline();
      until ? (void)changed_.wait_until(lock, *until) : changed_.wait(lock);
      // Who is woken up late has had no turn, and neither had those that should have brought data.
      if (until && Clock::now() - *until > kLate) last_data_ = Clock::now();
      continue;
    }
    lock.unlock();
    if (step == Reconnect::Step::connect) connect();
    if (step == Reconnect::Step::tell_silent) listener_.lost(silence(), false);
    if (step == Reconnect::Step::drop_silent) take_down(silence());
    lock.lock();
  }
}

Trouble Source::silence() const {
  const bool stale = is_adaptive_ && flows_;
  return {.obstacle = stale ? Obstacle::stale : Obstacle::no_data,
          .said = stale ? "nothing new for three times as long as a piece lasts"
                        : "connected, but silent",
          .debug = "",
          .domain = GST_RESOURCE_ERROR,
          .code = GST_RESOURCE_ERROR_READ};
}

void Source::connect() {
  {
    const std::lock_guard lock(mutex_);
    is_up_ = true;
    is_paused_ = false;
    flows_ = discard_ = is_adaptive_ = false;
    piece_ = {};
    const auto now = Clock::now();
    reconnect_->connected(now);
    seam_.cut(now - last_data_.load());
  }
  gst_element_set_base_time(decode_, gst_element_get_base_time(GST_ELEMENT(bin_)));
  play();
}

void Source::paused() {
  const std::lock_guard lock(mutex_);
  is_paused_ = is_up_;
  changed_.notify_one();
}

void Source::play() {
  if (gst_element_set_state(decode_, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE) return;
  fail({.obstacle = Obstacle::other,
        .said = "it cannot be opened",
        .debug = "",
        .domain = GST_RESOURCE_ERROR,
        .code = GST_RESOURCE_ERROR_OPEN_READ});
}

void Source::take_down(Trouble trouble) {
  {
    const std::lock_guard lock(mutex_);
    is_up_ = false;
  }
  gst_element_set_state(decode_, GST_STATE_NULL);
  if (address_.port != 0)
    trouble.obstacle = refine(trouble.obstacle, knock_at(address_.host, address_.port, kKnock));
  bool goes_on = false;
  {
    const std::lock_guard lock(mutex_);
    failure_.reset();
    goes_on = reconnect_->failed(Clock::now());
    if (!goes_on) quit_ = true;
  }
  goes_on ? listener_.lost(trouble, true) : listener_.given_up(trouble);
}

bool Source::take(const Trouble& trouble) {
  if (!is_remote() || !may_pass(trouble.obstacle)) return false;
  const std::lock_guard lock(mutex_);
  if (nature_ == Nature::finite) return false;
  if (!is_up_ || failure_) return true;
  failure_ = trouble;
  if (trouble.obstacle == Obstacle::no_data)
    failure_->obstacle = flows_ ? Obstacle::ended : Obstacle::other;
  changed_.notify_one();
  return true;
}

void Source::fail(const Trouble& trouble) { take(trouble); }

// Of a playlist, each piece begins with a buffer that has a time, and no other has one.
void Source::see_adaptive(GstElement* element) {
  is_adaptive_ = true;
  struct Pieces {
    Source* source;
    GstClockTime last = GST_CLOCK_TIME_NONE;
  };
  const auto linked = +[](GstElement*, GstPad* pad, gpointer self) {
    const auto look = [](GstPad*, GstPadProbeInfo* info, gpointer data) {
      const GstClockTime begin = GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info));
      if (!GST_CLOCK_TIME_IS_VALID(begin)) return GST_PAD_PROBE_OK;
      auto& pieces = *static_cast<Pieces*>(data);
      const auto last = std::exchange(pieces.last, begin);
      if (GST_CLOCK_TIME_IS_VALID(last) && begin > last)
        pieces.source->learn_piece(Time(static_cast<Time::rep>(begin - last)));
      return GST_PAD_PROBE_OK;
    };
    const auto forget = [](gpointer data) { delete static_cast<Pieces*>(data); };
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, look,
                      new Pieces{.source = static_cast<Source*>(self)}, forget);
  };
  g_signal_connect(element, "pad-added", G_CALLBACK(linked), this);
}

void Source::learn_piece(Time length) {
  if (length > kLongestPiece) return;  // it is a jump
  const std::lock_guard lock(mutex_);
  piece_ = std::max(piece_, length);
}

// Live streams do not know their duration. Of a file that somebody else serves, the demuxer may
// not know it either, but its size is known.
bool Source::has_end(GstPad* pad) const {
  gint64 duration = 0;
  if (gst_pad_query_duration(pad, GST_FORMAT_TIME, &duration) != FALSE && duration > 0) return true;
  if (is_adaptive_) return false;
  GstElement* reader = nullptr;
  g_object_get(decode_, "source", &reader, nullptr);
  const Element source(reader);
  if (!source) return false;
  return gst_element_query_duration(reader, GST_FORMAT_BYTES, &duration) != FALSE && duration > 0;
}

void Source::watch(GstPad* pad) {
  if (!is_remote()) return;
  const bool ends = has_end(pad);
  bool is_other = false;
  {
    const std::lock_guard lock(mutex_);
    if (nature_ == Nature::unknown) nature_ = ends ? Nature::finite : Nature::live;
    is_other = ends && nature_ == Nature::live;
    changed_.notify_one();
  }
  gst_pad_add_probe(
      pad, GstPadProbeType(GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER),
      [](GstPad* p, GstPadProbeInfo* info, gpointer self) {
        return static_cast<Source*>(self)->data(p, info);
      },
      this, nullptr);
  gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      [](GstPad*, GstPadProbeInfo* info, gpointer self) {
        const bool is_end = GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS;
        return is_end ? static_cast<Source*>(self)->over() : GST_PAD_PROBE_OK;
      },
      this, nullptr);
  if (!is_other) return;
  discard_ = true;
  over();
}

// The offset of the pad makes it send its segment anew, in front of this buffer.
GstPadProbeReturn Source::data(GstPad* pad, GstPadProbeInfo* info) {
  if (discard_) return GST_PAD_PROBE_DROP;
  listener_.data();
  if (const auto running = running_time(pad, GST_PAD_PROBE_INFO_BUFFER(info))) {
    const std::lock_guard lock(mutex_);
    const Time offset = seam_.offset(*running);
    seam_.reach(*running + offset);
    if (gst_pad_get_offset(pad) != offset.count()) gst_pad_set_offset(pad, offset.count());
  }
  last_data_ = Clock::now();
  if (!flows_.exchange(true)) {
    const std::lock_guard lock(mutex_);
    changed_.notify_one();
  }
  return GST_PAD_PROBE_PASS;
}

GstPadProbeReturn Source::over() {
  {
    const std::lock_guard lock(mutex_);
    if (nature_ == Nature::finite) return GST_PAD_PROBE_OK;
  }
  fail({.obstacle = Obstacle::ended,
        .said = "nothing more comes",
        .debug = "",
        .domain = GST_RESOURCE_ERROR,
        .code = GST_RESOURCE_ERROR_READ});
  return GST_PAD_PROBE_DROP;
}

}  // namespace vqa::gst
