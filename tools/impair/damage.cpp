// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/damage.h"

#include <algorithm>
#include <cstdlib>
#include <deque>

#include "impair/blocks_apart.h"

namespace vqa::impair {
namespace {

constexpr int kNeighbours = 5;
constexpr double kNoteworthy = 0.001;  // share of the picture

// The frames of the twin around some time.
class Surroundings {
 public:
  Surroundings(LumaReader& twin, std::int64_t frame) : twin_(twin), reach_(reach_of(frame)) {}

  Problem move_to(std::int64_t time) {
    while (!at_end_ && (frames_.empty() || frames_.back().time <= time + reach_)) {
      Luma luma;
      if (auto problem = twin_.next(luma, at_end_)) return problem;
      if (!at_end_) frames_.push_back(std::move(luma));
    }
    while (frames_.size() > 1 && frames_.front().time < time - reach_) frames_.pop_front();
    return std::nullopt;
  }

  // The nearest in time comes first.
  std::vector<const Luma*> around(std::int64_t time) const {
    std::vector<const Luma*> list;
    for (const Luma& luma : frames_) {
      if (std::abs(luma.time - time) <= reach_) list.push_back(&luma);
    }
    std::stable_sort(list.begin(), list.end(), [time](const Luma* one, const Luma* two) {
      return std::abs(one->time - time) < std::abs(two->time - time);
    });
    return list;
  }

 private:
  static std::int64_t reach_of(std::int64_t frame) { return frame * kNeighbours + frame / 2; }

  LumaReader& twin_;
  std::int64_t reach_;
  std::deque<Luma> frames_;
  bool at_end_ = false;
};

FrameDamage damage_of(const Luma& picture, const std::vector<const Luma*>& candidates) {
  FrameDamage damage = {picture.time, 1, 1};
  BlocksApart best;
  const Luma* nearest = nullptr;
  for (const Luma* clean : candidates) {
    if (picture.pixels == clean->pixels) return {picture.time, 0, 0};
    BlocksApart blocks = compare_blocks(picture, *clean);
    if (nearest != nullptr && blocks.share >= best.share) continue;
    best = std::move(blocks);
    nearest = clean;
    if (best.share <= 0) break;
  }
  if (nearest == nullptr) return damage;
  damage.damaged = best.share;
  damage.visible = best.share > kNoteworthy ? visible_share(best, picture, *nearest) : 0;
  return damage;
}

}  // namespace

Problem find_damage(const std::string& clip, const std::string& twin, const std::string& codec,
                    std::int64_t frame, std::vector<FrameDamage>& found) {
  LumaReader damaged, clean;
  if (auto problem = damaged.open(clip, codec)) return problem;
  if (auto problem = clean.open(twin, codec)) return problem;
  Surroundings surroundings(clean, frame);
  Luma picture;
  std::int64_t origin = -1;
  for (bool end = false;;) {
    if (auto problem = damaged.next(picture, end)) return problem;
    if (end) return std::nullopt;
    if (origin < 0) origin = picture.time;
    if (auto problem = surroundings.move_to(picture.time)) return problem;
    FrameDamage damage = damage_of(picture, surroundings.around(picture.time));
    damage.time -= origin;
    if (damage.damaged > kNoteworthy) found.push_back(damage);
  }
}

}  // namespace vqa::impair
