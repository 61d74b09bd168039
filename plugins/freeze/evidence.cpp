// SPDX-License-Identifier: LGPL-2.1-or-later
#include "freeze/evidence.h"

#include <algorithm>
#include <cstdlib>

namespace vqa {
namespace {

constexpr Time kMoment = 200ms;
constexpr Time kLong = 1500ms;
constexpr double kBigCut = 2.6;     // mean change of a block, luma steps
constexpr double kAnyMotion = 0.6;  // luma steps: less is a picture that does not move
constexpr double kWide = 0.22;      // share of the picture that has moved in a second
constexpr double kPage = 0.15;      // in a second: less may be a page that turns
constexpr double kNarrow = 0.05;    // less is no more than a mouth or a hand
constexpr double kNoisy = 0.1;      // share of the picture
constexpr double kGone = 0.85;      // share of it

}  // namespace

std::string_view to_string(Evidence::Says says) {
  switch (says) {
    case Evidence::Says::too_early:
      return "unknown";
    case Evidence::Says::never_moved:
      return "never moved";
    case Evidence::Says::goes_on:
      return "some motion is left";
    case Evidence::Says::came_by_cut:
      return "cut";
    case Evidence::Says::came_by_fade:
      return "fade";
    case Evidence::Says::came_to_rest:
      return "came to rest";
    case Evidence::Says::stopped:
      break;
  }
  return "stopped";
}

/// Where it moved, it moved until the end as it did before, and then no more.
bool EvidenceScale::stopped_at_full_speed() const {
  const std::size_t begin = scene_.begin(), rest = scene_.onset() + 1;
  const double motion = scene_.mean_motion(begin, rest) + 1e-3;
  const double last_motion = scene_.mean_motion(scene_.since(kMoment) + 1, rest);
  return last_motion > 0.4 * motion &&
         scene_.mean_energy(scene_.since(250ms), rest) > 0.7 * scene_.mean_energy(begin, rest) &&
         scene_.mean_motion(rest, scene_.end()) < 0.1 * motion &&
         scene_.mean_motion(rest, scene_.after(kMoment)) < 0.25 * last_motion;
}

bool EvidenceScale::stopped(const Evidence& found, bool whole) const {
  // The shorter the scene, the less of it had the time to move; but what moves in a few places and
  // not for long is a page that turns.
  const Time seen_for = scene_.time(scene_.onset()) - scene_.time(scene_.begin() - 1);
  const double grown = std::min(1.0, std::chrono::duration<double>(seen_for).count());
  const double narrow = seen_for < kLong ? kPage * grown : kNarrow;
  if (found.noise_gone && seen_for >= kMoment) return true;
  if (whole) {
    const bool nothing_left = found.energy_left <= 0.08 && found.motion_left <= 0.12;
    const bool at_full_speed = stopped_at_full_speed();
    if (found.breadth > narrow
            ? nothing_left || (at_full_speed && found.motion >= Scene::kClearMotion)
            : nothing_left && at_full_speed && seen_for >= kLong)
      return true;
  }
  if (found.motion < Scene::kClearMotion || found.breadth < kWide * grown) return false;
  return (found.energy_left <= 0.4 && found.motion_left <= 0.2 && edge() <= 0.36) ||
         (found.energy_left <= 0.1 && found.motion_left <= 0.3) ||
         (found.energy_left <= 0.2 && found.motion_left <= 0.1 && edge() <= 0.6);
}

/// What is left of the energy from one moment to the next.
double EvidenceScale::edge() const {
  const std::size_t rest = scene_.onset() + 1;
  return scene_.mean_energy(rest, scene_.after(kMoment)) /
         (scene_.mean_energy(scene_.since(kMoment) + 1, rest) + 1e-3);
}

/// Encoders may take a few frames to make a sharp picture after a cut.
bool EvidenceScale::came_by_cut() const {
  const std::size_t begin = scene_.begin(), onset = scene_.onset();
  if (scene_.is_cut(onset)) return true;
  // A person is gone between two frames of a surveillance camera.
  if (scene_.energy(onset) > kAnyMotion && scene_.suddenness(onset) > 6 &&
      scene_.newness(onset) > 0.15)
    return true;
  for (std::size_t k = scene_.before(onset, kMoment); k < onset; ++k) {
    const bool at_once = k + 2 >= onset && scene_.energy(k) > kBigCut &&
                         scene_.apart(onset, k) < 0.4 * scene_.apart(k, k - 1);
    const bool settles = scene_.mean_energy(k + 1, onset + 1) < 0.3 * scene_.mean_energy(begin, k);
    if ((at_once || settles) && scene_.is_cut(k)) return true;
  }
  // It may also take until the next key frame: less and less changes.
  const std::size_t middle = (begin + onset + 1) / 2;
  return scene_.begins_with_cut() && scene_.time(onset) - scene_.time(begin) < 1s &&
         scene_.mean_energy(middle, onset + 1) < 0.4 * scene_.mean_energy(begin, middle) &&
         edge() > 0.2;
}

bool EvidenceScale::came_by_fade() { return got_darker_or_lighter() || dissolved(); }

/// All blocks changed in the same way.
bool EvidenceScale::got_darker_or_lighter() const {
  const std::size_t begin = scene_.since(500ms);
  if (begin + Scene::kFewest > scene_.onset()) return false;
  const auto from = scene_.map(begin), to = scene_.map(scene_.onset());
  const auto count = static_cast<double>(scene_.blocks().size());
  double x = 0, y = 0, xx = 0, xy = 0;
  for (const std::uint32_t i : scene_.blocks()) {
    x += from[i];
    y += to[i];
    xx += static_cast<double>(from[i]) * from[i];
    xy += static_cast<double>(from[i]) * to[i];
  }
  const double spread = xx - x * x / count;
  const double gain = spread > 0 ? (xy - x * y / count) / spread : 1;
  const double offset = (y - gain * x) / count;
  double change = 0, unexplained = 0;
  for (const std::uint32_t i : scene_.blocks()) {
    change += std::abs(int{from[i]} - int{to[i]});
    unexplained += std::abs(to[i] - gain * from[i] - offset);
  }
  return change > History::kStep * count && unexplained < 0.25 * change;
}

/// Every block went straight to where it stands, and further than it had gone before.
bool EvidenceScale::dissolved() {
  const std::size_t onset = scene_.onset();
  const std::size_t half = scene_.before(onset, 500ms), second = scene_.before(onset, 1000ms);
  path_.assign(scene_.blocks().size(), 0);
  double bends = 0;
  for (std::size_t k = half + 1; k <= onset; ++k) {
    const auto now = scene_.map(k), last = scene_.map(k - 1);
    for (std::size_t i = 0; i < path_.size(); ++i) {
      const std::uint32_t b = scene_.blocks()[i];
      path_[i] += std::abs(int{now[b]} - int{last[b]});
      if (k > half + 1) bends += std::abs(now[b] - 2 * last[b] + scene_.map(k - 2)[b]);
    }
  }
  const auto from = scene_.map(half), to = scene_.map(onset);
  double straight = 0, path = 0;
  for (std::size_t i = 0; i < path_.size(); ++i) {
    if (path_[i] < 2 * History::kStep) continue;
    const std::uint32_t b = scene_.blocks()[i];
    path += path_[i];
    straight += std::abs(int{from[b]} - int{to[b]});
  }
  const double earlier = scene_.apart(second, scene_.before(second, 1000ms));
  return straight > 0.85 * path && bends < 0.5 * path &&
         scene_.apart(onset, second) > 1.25 * std::max(1.0, earlier);
}

bool EvidenceScale::came_to_rest(const Evidence& found) {
  const std::size_t onset = scene_.onset();
  const auto energy = [this](Time from, Time to) {
    return scene_.mean_energy(scene_.since(from), scene_.since(to));
  };
  // A camera that stops: less and less motion from frame to frame, and for longer than the few
  // frames that an encoder short of bits takes to stop.
  bool falling = true;
  for (std::size_t k = onset - 2; k <= onset; ++k)
    falling &= scene_.energy(k) < 1.1 * scene_.energy(k - 1);
  const double peak = std::max(scene_.energy(onset), scene_.energy(onset - 1));
  if (falling && scene_.energy(onset + 1) > 0.12 * scene_.energy(onset) &&
      peak < 0.66 * scene_.mean_energy(scene_.since(350ms), onset - 1) &&
      scene_.mean_energy(onset - 1, onset + 1) < 0.5 * energy(400ms, 160ms) &&
      energy(400ms, 160ms) < 0.8 * energy(1000ms, 600ms))
    return true;
  // Somebody who leaves: what moves gets smaller, until nothing does.
  const std::size_t late = scene_.since(250ms);
  const double late_share =
      scene_.mean_energy(late, onset + 1) / (scene_.mean_energy(scene_.begin(), onset + 1) + 1e-3);
  return (late_share < 0.5 && scene_.change(late, onset + 1, 1) < 0.3 * found.motion &&
          edge() > 0.22) ||
         (late_share < 0.04 && edge() > 0.4) || late_share < 0.02;
}

void EvidenceScale::measure(Evidence& found) {
  const std::size_t begin = scene_.begin(), rest = scene_.onset() + 1, end = scene_.end();
  found.motion = scene_.change(begin, rest, 0.75);
  found.motion_left = scene_.change(rest, end, 0.8) / (found.motion + 1e-3);
  found.energy_left = scene_.mean_energy(rest, end) / (scene_.mean_energy(begin, rest) + 1e-3);
  found.breadth = scene_.breadth();
  // A camera has noise, and so has what its encoder makes of it, whoever keeps still before it.
  const auto noise = scene_.noise();
  found.noise_gone =
      found.motion >= Scene::kClearMotion && noise.before >= kNoisy && noise.gone >= kGone;
}

Evidence EvidenceScale::weigh(const History& history, Time rest, const BlockFlags& ignored,
                              bool whole) {
  Evidence found{.onset = rest};
  if (!scene_.look(history, rest, ignored)) return found;
  // The history is thinned out: the anchor itself need not be in it.
  if (scene_.onset() != scene_.at(rest)) found.onset = scene_.time(scene_.onset());
  if (!scene_.is_long_enough()) return found;
  measure(found);
  found.says = found.motion < kAnyMotion ? Evidence::Says::never_moved
               : !stopped(found, whole)  ? Evidence::Says::goes_on
               : came_by_cut()           ? Evidence::Says::came_by_cut
               : came_to_rest(found)     ? Evidence::Says::came_to_rest
               : came_by_fade()          ? Evidence::Says::came_by_fade
                                         : Evidence::Says::stopped;
  return found;
}

}  // namespace vqa
