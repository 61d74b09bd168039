// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/clip_keeper.h"

#include <algorithm>
#include <utility>

namespace vqa::gst {
namespace {

// Running time here is when data came, and downstream when it is to be seen, which may be that much
// later. What is further off goes by another clock (as pieces of HLS do).
constexpr Time kFarOff = 30s;

Buffer wrapped(ClipRecorder::Bytes bytes) {
  auto* owned = new ClipRecorder::Bytes(std::move(bytes));
  return Buffer(gst_buffer_new_wrapped_full(
      GST_MEMORY_FLAG_READONLY, owned->data(), owned->size(), 0, owned->size(), owned,
      [](gpointer data) { delete static_cast<ClipRecorder::Bytes*>(data); }));
}

}  // namespace

bool ClipKeeper::take(GstEvent* event) {
  auto request = clip_request(event);
  if (!request) return false;
  const std::lock_guard lock(mutex_);
  requests_.push_back(std::move(*request));
  asked_ = true;
  return true;
}

void ClipKeeper::take_requests(Time now) {
  std::vector<ClipRequest> requests;
  {
    const std::lock_guard lock(mutex_);
    requests = std::exchange(requests_, {});
    asked_ = false;
  }
  for (const ClipRequest& request : requests) {
    keeps_ = request.length > Time::zero();
    recorder_.keep(request.length);
    const bool is_near = request.at > now - kFarOff && request.at < now + kFarOff;
    const Time at = is_near ? request.at : now;
    if (!request.name.empty())
      recorder_.want(request.name, at - request.length, at + request.length);
  }
}

void ClipKeeper::add(std::span<const std::uint8_t> bytes, Time now) {
  now_ = now;
  if (asked_) take_requests(now);
  if (keeps_) recorder_.add(bytes, now);
}

void ClipKeeper::send(GstPad* src) {
  for (auto& clip : recorder_.take_clips()) {
    if (clip.bytes.empty()) continue;
    gst_pad_push_event(src, to_event({.name = clip.name, .data = wrapped(std::move(clip.bytes))}));
  }
}

void ClipKeeper::finish(GstPad* src) {
  if (!keeps_) return;
  take_requests(now_);
  recorder_.finish();
  if (src != nullptr) send(src);
}

}  // namespace vqa::gst
