// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/losses.h"

#include <algorithm>

namespace vqa {
namespace {

const char* name_of(StreamKind kind) {
  switch (kind) {
    case StreamKind::video:
      return "video";
    case StreamKind::audio:
      return "audio";
    case StreamKind::tables:
      return "tables";
    case StreamKind::data:
    case StreamKind::unknown:
      break;
  }
  return "other";
}

}  // namespace

void Losses::gap(int pid, StreamKind kind, int lost) {
  ++gaps_;
  missing_ += lost;
  if (kind == StreamKind::video) video_ += lost;
  if (kind == StreamKind::audio) audio_ += lost;
  matters_ = matters_ || kind != StreamKind::data;
  const auto place = std::find_if(pids_.begin(), pids_.end(),
                                  [pid](const Pid& p) { return p.pid == pid || p.pid < 0; });
  if (place == pids_.end()) return;
  *place = {.pid = pid, .kind = kind, .lost = place->lost + lost};
}

std::int64_t Losses::lost() const { return std::max(missing_, damaged_ + out_of_sync_); }

// The one that explains most. Damaged packets and those out of sync leave gaps in the counters:
// they are the cause of as many.
std::string Losses::cause() const {
  if (std::max(damaged_, out_of_sync_) * 2 < missing_) return "continuity";
  if (damaged_ + out_of_sync_ == 0) return "continuity";
  return out_of_sync_ >= damaged_ ? "sync" : "transport-error";
}

std::string Losses::pids() const {
  std::string text;
  for (const Pid& p : pids_) {
    if (p.pid < 0) break;
    if (!text.empty()) text += ", ";
    text += std::to_string(p.pid) + ' ' + name_of(p.kind) + ' ' + std::to_string(p.lost);
  }
  return text;
}

Details Losses::details() const {
  return {{"cause", cause()}, {"lost", lost()},  {"gaps", gaps_},
          {"video", video_},  {"audio", audio_}, {"other", missing_ - video_ - audio_},
          {"pids", pids()}};
}

}  // namespace vqa
