// SPDX-License-Identifier: LGPL-2.1-or-later
#include "notify/clip_saver.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "notify/block_signals.h"

namespace vqa::gst {
namespace {

constexpr gint64 kAnnounceEvery = G_USEC_PER_SEC;  // HLS changes its variant, and who keeps it
constexpr gint64 kLate = 60 * G_USEC_PER_SEC;      // beyond its length, until a clip has come
constexpr std::size_t kMostJobs = 2;               // a clip may be large

std::span<const std::uint8_t> bytes_of(const GstMapInfo& map) { return {map.data, map.size}; }

}  // namespace

ClipSaver::ClipSaver(EvidenceStore store, Time length, Courier::Tell tell, Saved saved)
    : store_(std::move(store)), length_(length), tell_(std::move(tell)), saved_(std::move(saved)) {}

ClipSaver::~ClipSaver() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void ClipSaver::see(GstPad* pad) {
  {
    const std::lock_guard lock(mutex_);
    Source& source = sources_[pad];
    if (!source.pad) source.pad.reset(GST_PAD(gst_object_ref(pad)));
    const gint64 now = g_get_monotonic_time();
    if (source.announced != 0 && now < source.announced + kAnnounceEvery) return;
    source.announced = now;
  }
  const bool keeps = gst_pad_push_event(pad, to_event(ClipRequest{.length = length_})) != FALSE;
  const std::lock_guard lock(mutex_);
  sources_[pad].keeps = keeps;
}

// Called with the mutex held.
GstPad* ClipSaver::keeper_of(GstPad* pad) const {
  if (const auto own = sources_.find(pad); own != sources_.end() && own->second.keeps) return pad;
  const auto other = std::find_if(sources_.begin(), sources_.end(),
                                  [](const auto& source) { return source.second.keeps; });
  return other != sources_.end() ? other->first : nullptr;
}

ClipOffer ClipSaver::offer(GstPad* pad) {
  {
    const std::lock_guard lock(mutex_);
    if (GstPad* keeper = keeper_of(pad)) {
      Source& source = sources_[keeper];
      if (g_get_monotonic_time() > source.given_up) source.under_way.clear();
      return {.can_be_had = true, .under_way = source.under_way};
    }
    if (std::exchange(told_of_none_, true)) return {};
  }
  tell_({.works = false,
         .text = "There are no clips of incidents: nobody keeps the stream (put vqatransport in "
                 "front of the demuxer of a transport stream, or set evidence-clip=0)"});
  return {};
}

void ClipSaver::ask(GstPad* pad, WantedEvidence clip, Time at) {
  const ClipRequest request{.name = clip.name, .length = length_, .at = at};
  Pad keeper;
  {
    const std::lock_guard lock(mutex_);
    GstPad* found = keeper_of(pad);
    if (found == nullptr) return;
    keeper.reset(GST_PAD(gst_object_ref(found)));
    Source& source = sources_[found];
    source.under_way = clip.name;
    source.given_up = g_get_monotonic_time() + 2 * (length_ / 1us) + kLate;
    wanted_[clip.name] = std::move(clip);
  }
  gst_pad_push_event(keeper.get(), to_event(request));
}

void ClipSaver::take(GstEvent* event) {
  auto answer = clip_answer(event);
  if (!answer) return;
  const std::lock_guard lock(mutex_);
  auto mine = wanted_.extract(answer->name);
  if (mine.empty()) return;
  for (auto& [pad, source] : sources_)
    if (source.under_way == answer->name) source.under_way.clear();
  if (jobs_.size() >= kMostJobs) return;  // the disk is too slow for them
  jobs_.push_back({std::move(mine.mapped()), std::move(answer->data)});
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  wake_.notify_one();
}

void ClipSaver::tell(bool works, const std::string& text) {
  if (std::exchange(works_, works) != works) tell_({.works = works, .text = text});
}

void ClipSaver::save(const Job& job) {
  GstMapInfo map;
  if (gst_buffer_map(job.data.get(), &map, GST_MAP_READ) == FALSE) return;
  try {
    saved_(job.clip, store_.save(job.clip.name, bytes_of(map)));
    tell(true, "Clips of incidents are kept again");
  } catch (const std::exception& failure) {
    tell(false, std::string("Cannot keep the clip of an incident: ") + failure.what() +
                    " (make room, check the permissions of state-dir, raise evidence-limit, or set "
                    "evidence-clip=0)");
  }
  gst_buffer_unmap(job.data.get(), &map);
}

// What is there when it ends is still saved.
void ClipSaver::work() {
  block_signals();
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return quit_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    save(job);
    lock.lock();
  }
}

}  // namespace vqa::gst
