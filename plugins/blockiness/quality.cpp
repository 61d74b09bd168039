// SPDX-License-Identifier: LGPL-2.1-or-later
#include "blockiness/quality.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace vqa {
namespace {

constexpr Time kInterval = 640ms;     // from one look to the next
constexpr std::size_t kFindEach = 2;  // looks
constexpr Time kWindow = 2s;
constexpr int kShortest = 64;       // samples, in which a grid comes back often enough
constexpr double kLeastSeen = 0.3;  // of the places: colour bars have less, and a pillarbox more
constexpr float kPrior = 4;         // places with the usual step, on top of those that were seen
// A clarity of 4.5 is what noise makes of it once in a while, and one of 8 never.
constexpr double kUnclear = 4.5, kClear = 8;
// Steps as they are left by H.264 with its loop filter, and by others at any number of bits, are
// smaller; docs/corruption.md has the figures.
constexpr double kTelling = 0.5;
constexpr double kLeastConfidence = 0.1;

// Of interlaced pictures, which may come in between, there is no profile of columns.
void add(const Profile& more, Profile& sum) {
  if (more.sums.size() != sum.sums.size()) return;
  for (std::size_t x = 0; x < sum.sums.size(); ++x) {
    sum.sums[x] += more.sums[x];
    sum.count[x] += more.count[x];
  }
}

// The steps at each place, none if there were too few places to see any, and the share of these.
double normalise(const Profile& sum, std::vector<float>& out) {
  double steps = 0, count = 0, seen = 0;
  for (std::size_t x = 0; x < sum.sums.size(); ++x) {
    steps += static_cast<double>(sum.sums[x]);
    count += static_cast<double>(sum.count[x]);
    seen += sum.count[x] > 0 ? 1 : 0;
  }
  const auto usual = static_cast<float>(steps / std::max(1.0, count));
  seen /= std::max(1.0, static_cast<double>(sum.sums.size()));
  out.resize(seen > kLeastSeen ? sum.sums.size() : 0);
  for (std::size_t x = 0; x < out.size(); ++x)
    out[x] = (sum.sums[x] + kPrior * usual) / (sum.count[x] + kPrior);
  return out.empty() ? 1 : seen;
}

}  // namespace

void Quality::forget() {
  taken_ = 0;
  grid_ = {};
  value_ = confidence_ = 0;
  reason_ = "nothing to be seen";
}

bool Quality::look(const VideoFrame& frame) {
  const Time last = looks_[(taken_ + kLooks - 1) % kLooks].time;
  if (frame.luma.width != width_ || frame.luma.height != height_ || frame.time < last) forget();
  if (taken_ > 0 && frame.time - last < kInterval) return false;
  width_ = frame.luma.width;
  height_ = frame.luma.height;
  Look& now = looks_[taken_++ % kLooks];
  now.time = frame.time;
  // The rows of a field have other rows between them: what is between blocks is not told from that.
  const PlaneView luma = frame.interlaced ? first_field(frame).luma : frame.luma;
  now.profiles.across.clear(width_ < kShortest ? 0 : static_cast<std::size_t>(width_));
  now.profiles.down.clear(
      frame.interlaced || height_ < kShortest ? 0 : static_cast<std::size_t>(height_));
  reader_.add(luma, now.profiles);
  if (taken_ % kFindEach != 1) return false;
  find(frame.time);
  return true;
}

void Quality::find(Time now) {
  const Profiles& newest = looks_[(taken_ - 1) % kLooks].profiles;
  sum_.across.clear(newest.across.sums.size());
  sum_.down.clear(newest.down.sums.size());
  for (std::size_t i = 0; i < std::min(taken_, kLooks); ++i) {
    if (now - looks_[i].time >= kWindow) continue;
    add(looks_[i].profiles.across, sum_.across);
    add(looks_[i].profiles.down, sum_.down);
  }
  const double seen_across = normalise(sum_.across, across_);
  const double seen_down = normalise(sum_.down, down_);
  grid_ = {};
  value_ = confidence_ = 0;
  reason_ = std::max(width_, height_) < kShortest ? "picture too small" : "nothing to be seen";
  if (across_.empty() && down_.empty()) return;
  grid_ = finder_.find(across_, down_, kUnclear);
  // Beside a picture that does not fill the frame, there are no steps.
  grid_.across.step /= seen_across;
  grid_.down.step /= seen_down;
  judge();
}

void Quality::judge() {
  const double directions = (across_.empty() ? 0 : 1) + (down_.empty() ? 0 : 1);
  const double step =
      (std::max(0.0, grid_.across.step) + std::max(0.0, grid_.down.step)) / directions;
  const double shown = std::clamp((grid_.clarity - kUnclear) / (kClear - kUnclear), 0.0, 1.0);
  value_ = 1 - std::exp(-step * shown);
  confidence_ =
      kLeastConfidence + (1 - kLeastConfidence) * shown * std::min(1.0, value_ / kTelling);
  reason_ = shown > 0 ? "" : "no grid";
}

void Quality::describe(Details& details) const {
  if (!reason_.empty()) {
    details.emplace_back("reason", std::string(reason_));
    return;
  }
  if (grid_.across.period > 0) {
    details.emplace_back("grid_width", grid_.across.period);
    details.emplace_back("grid_left", grid_.across.first);
  }
  if (grid_.down.period > 0) {
    details.emplace_back("grid_height", grid_.down.period);
    details.emplace_back("grid_top", grid_.down.first);
  }
}

}  // namespace vqa
