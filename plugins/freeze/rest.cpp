// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/rest.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "freeze/changes.h"

namespace vqa {
namespace {

constexpr int kBridgedStrays = 2;   // frames that may look different if the next is as before
constexpr int kSettledFrames = 3;   // a rest shorter than this is broken by the first stray
constexpr float kLargestPop = 3;    // times the noise: no keyframe changes the picture more
constexpr double kPopAtOnce = 0.6;  // share of the changed blocks that changed in one frame
constexpr Time kDrift = 1s;
constexpr Time kPopDistance = 300ms;  // keyframes do not follow each other faster

}  // namespace

void Rest::reset() {
  begun_ = false;
  frames_ = strays_ = 0;
  live_count_ = 0;
  change_ = 0;
}

void Rest::begin(Time now, const BlockValues& map) {
  begun_ = true;
  start_ = anchored_ = now;
  frames_ = strays_ = 0;
  last_pop_.reset();
  live_count_ = 0;
  live_.assign(map.size(), 0);
  lived_.resize(map.size());
  anchor_ = map;
}

/// A keyframe codes the same picture anew: a small change, all of it in one frame, and quiet
/// afterwards. Motion takes its time; but what took longer than a second to change as little as
/// that is an encoder that still improves the picture.
bool Rest::popped(const BlockValues& map, const BlockFlags& masked, float noise) const {
  if (last_pop_ && first_stray_ - *last_pop_ < kPopDistance) return false;
  std::size_t changed = 0, at_once = 0, moved_since = 0, large = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (masked[i] != 0) continue;
    if (std::abs(map[i] - at_stray_[i]) >= noise) ++moved_since;
    const float change = std::abs(map[i] - anchor_[i]);
    if (live_[i] != 0 || change < noise) continue;
    ++changed;
    if (change >= kLargestPop * noise) ++large;
    if (std::abs(at_stray_[i] - before_stray_[i]) >= change / 2) ++at_once;
  }
  const bool drifted = first_stray_ - anchored_ >= kDrift;
  return large <= 1 && moved_since <= allowed_ &&
         (drifted || static_cast<double>(at_once) >= kPopAtOnce * static_cast<double>(changed));
}

std::size_t Rest::living(BlockFlags& out) const {
  out.assign(live_.size(), 0);
  for (std::size_t i = 0; i < live_.size(); ++i)
    if (live_[i] != 0 && lived_[i] > start_ + kComesToRest) out[i] = 1;
  return count_set(out);
}

const BlockFlags& Rest::left_out(const BlockFlags& masked) {
  left_out_.resize(masked.size());
  std::transform(masked.begin(), masked.end(), live_.begin(), left_out_.begin(), std::bit_or{});
  return left_out_;
}

void Rest::see_living(Time now, const BlockValues& map, const BlockValues& previous, float noise) {
  if (live_count_ == 0) return;
  for (std::size_t i = 0; i < map.size(); ++i)
    if (live_[i] != 0 && std::abs(map[i] - previous[i]) >= noise / 2) lived_[i] = now;
}

/// What changed since the anchor and did not yet live, lives from now on.
void Rest::let_live(Time now, float noise) {
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    if (changes_[i] < noise) continue;
    live_[i] = 1;
    lived_[i] = now;
    ++live_count_;
  }
}

float Rest::largest_below(float noise) const {
  float largest = 0;
  for (const float change : changes_)
    if (change < noise) largest = std::max(largest, change);
  return largest;
}

void Rest::follow(Time now, const BlockValues& map, const BlockValues& previous,
                  const BlockFlags& masked, float noise) {
  if (!begun_ || anchor_.size() != map.size()) {
    change_ = 0;
    return begin(now, map);
  }
  measure_changes(map, anchor_, left_out(masked), changes_);
  const auto largest = two_largest(changes_);
  const std::size_t fresh = largest.first < noise ? 0 : count_from(noise, changes_);
  const std::size_t seen = masked.size() - count_set(masked);
  // A picture of one block has no second one: then that one has to stand for all.
  const auto share = static_cast<std::size_t>(live_share_ * static_cast<double>(seen));
  allowed_ = seen <= 1 ? 0 : std::max<std::size_t>(1, share);
  see_living(now, map, previous, noise);
  const bool settled = ++frames_ >= kSettledFrames;
  if (live_count_ + fresh <= allowed_) {
    strays_ = 0;
    change_ = fresh > 0 ? largest_below(noise) : largest.first;
    if (fresh > 0) let_live(now, noise);
    return;
  }
  change_ = seen <= 1 ? largest.first : largest.second;
  if (change_ >= kLargestPop * noise) return begin(now, map);
  if (++strays_ == 1) {
    first_stray_ = now;
    before_stray_ = previous;
    at_stray_ = map;
  }
  if (!settled) return begin(now, map);
  if (strays_ <= kBridgedStrays) return;
  if (!popped(map, masked, noise)) return begin(now, map);
  last_pop_ = first_stray_;
  strays_ = 0;
  anchor_ = map;
  anchored_ = now;
}

}  // namespace vqa
