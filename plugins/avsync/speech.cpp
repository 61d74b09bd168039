// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/speech.h"

#include <algorithm>

namespace vqa {
namespace {

constexpr std::size_t kWindows = 6;  // of them together
constexpr Time kOld = 90s;           // a window is, then
constexpr Time kAhead = 75s;         // one side may be ahead by no more
constexpr Time kLost = 10s;          // since a face was seen
constexpr Time kAfter = kSoundAround + kSoundSettles;
constexpr double kUncertain =
    130;  // ms: how far speakers differ, and clips that are taken for good

}  // namespace

void Speech::see(Time time, const FaceNote& note) {
  state_ = note.state;
  if (note.state == FaceState::followed || note.state == FaceState::resting) followed_ = time;
  if (!note.mouth) return;
  if (!mouths_.empty() && time <= mouths_.back().time) return;
  mouths_.push_back({time, note.track, note.speaker, *note.mouth});
  if (time - mouths_.front().time > kAhead) mouths_.pop_front();
}

void Speech::hear(const SpeechSounds& row) {
  auto& sounds = sounds_.sounds;
  if (row.first != sounds_.end()) sounds.clear();
  if (sounds.empty()) sounds_.first = row.first;
  sounds.insert(sounds.end(), row.sounds.begin(), row.sounds.end());
  for (const auto most = static_cast<std::size_t>(kAhead / kSpeechHop); sounds.size() > most;) {
    sounds.pop_front();
    ++sounds_.first;
  }
}

void Speech::reset() { *this = {}; }

/// False: there is none yet.
bool Speech::next_window(Time now) {
  next_ = std::max(next_, sounds_.first * kSpeechHop + kSoundAround);
  while (!mouths_.empty() && mouths_.front().time < next_ - kSoundSettles) mouths_.pop_front();
  std::size_t first = 0;
  while (first < mouths_.size() && mouths_[first].time < next_) ++first;
  if (first == mouths_.size()) return false;
  const std::uint32_t track = mouths_[first].track;
  const Time from = mouths_[first].time;
  std::size_t end = first;
  while (end < mouths_.size() && mouths_[end].track == track) ++end;
  if (mouths_[end - 1].time < from + kLipWindow) {
    if (end == mouths_.size()) return false;  // it goes on, or nobody comes after it
    next_ = mouths_[end].time;
    return true;
  }
  if (now < from + kLipWindow + kAfter) return false;
  compare(first, track);
  next_ = from + kLipWindow;
  return true;
}

void Speech::compare(std::size_t first, std::uint32_t track) {
  const Time from = mouths_[first].time;
  std::vector<SeenMouth> these;
  for (const SeenMouth& mouth : mouths_)
    if (mouth.track == track && mouth.time <= from + kLipWindow + kSoundSettles)
      these.push_back(mouth);
  const auto curve = compare_lips(these, sounds_, from);
  silent_ = !curve;
  if (!curve) return;
  windows_.push_back({from, track, mouths_[first].speaker, *curve});
  if (windows_.size() > kWindows) windows_.erase(windows_.begin());
}

std::optional<Speech::Answer> Speech::look(Time now) {
  const std::size_t before = windows_.empty() ? 0 : 1;
  const Time last = before != 0 ? windows_.back().from : Time::min();
  while (!sounds_.sounds.empty() && next_window(now)) {
  }
  while (!windows_.empty() && now - windows_.front().from > kOld) windows_.erase(windows_.begin());
  if (windows_.empty()) doubt_ = LipDoubt::too_short;
  if (windows_.empty() || windows_.back().from == last) return std::nullopt;
  const LipVerdict verdict = judge_lips(windows_);
  doubt_ = verdict.doubt;
  if (doubt_ != LipDoubt::none) return std::nullopt;
  const LipWindow& newest = windows_.back();
  return Answer{.estimate = {.from = windows_[windows_.size() - verdict.windows].from,
                             .to = newest.from + kLipWindow,
                             .offset = verdict.peak.offset,
                             .error = kUncertain,
                             .confidence = std::min(0.95, 0.5 + verdict.peak.quality / 20),
                             .agreed = true},
                .track = newest.track,
                .speaker = newest.speaker};
}

const char* Speech::reason(Time now) const {
  switch (state_) {
    case FaceState::off:
      return "nothing to go by";
    case FaceState::not_built:
      return "built without OpenCV, so nobody looks at faces";
    case FaceState::no_cascade:
      return "no cascade to find faces with: opencv-data is missing";
    case FaceState::small:
      return "face too small";
    default:
      break;
  }
  if (!followed_ || now - *followed_ > kLost) return "no face";
  if (silent_) return "no speech";
  switch (doubt_) {
    case LipDoubt::too_short:
      return "face not seen for long enough";
    case LipDoubt::ambiguous:
      return "lips ambiguous";
    default:
      return "lips do not go with the sound";
  }
}

}  // namespace vqa
