// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/impairer.h"

#include <algorithm>
#include <cmath>

#include "impair/arrangement.h"
#include "impair/blank.h"
#include "impair/camera.h"
#include "impair/effect.h"
#include "impair/slate.h"

namespace vqa::impair {
namespace {

using Id = Kind::Id;

bool comes_from_elsewhere(const Defect& defect) {
  switch (defect.kind->id) {
    case Id::region:
    case Id::pan:
    case Id::zoom:
    case Id::fade:
    case Id::still:
    case Id::cuts:
      return true;
    default:
      return false;
  }
}

}  // namespace

Impairer::Impairer(const Material& material, const std::vector<Defect>& defects,
                   int pictures_per_frame, std::uint64_t seed)
    : material_(material),
      defects_(defects),
      overlays_(overlays_of(defects)),
      pictures_per_frame_(pictures_per_frame),
      random_(seed),
      still_(material.format.width, material.format.height) {}

double Impairer::frames_a_second() const {
  return material_.format.rate.value() / pictures_per_frame_;
}

double Impairer::now() const {
  return static_cast<double>(pictures_) / material_.format.rate.value();
}

bool Impairer::missing(std::int64_t frame) const {
  const Defect* defect = defect_at(defects_, frame);
  if (defect == nullptr || defect->kind->id != Id::drop) return false;
  // The first frame of the defect is the last one before something is missing.
  const std::int64_t since = frame - defect->first;
  return since > 0 && since % static_cast<std::int64_t>(defect->value("every")) == 0;
}

Problem Impairer::apply(Picture& picture) {
  const std::int64_t frame = pictures_ / pictures_per_frame_;
  const Defect* defect = defect_at(defects_, frame);
  Problem problem;
  if (defect != nullptr) {
    const std::int64_t since = pictures_ - defect->first * pictures_per_frame_;
    if (since == 0) problem = begin(*defect, picture);
    if (!problem) {
      problem = show(*defect, static_cast<double>(since) / pictures_per_frame_, picture);
    }
  } else {
    elsewhere_.reset();
    finish(picture);
  }
  ++pictures_;
  return problem;
}

void Impairer::finish(Picture& picture) const {
  for (const Overlay& overlay : overlays_) overlay.draw(picture, now());
}

Problem Impairer::begin(const Defect& defect, const Picture& live) {
  elsewhere_.reset();
  if (comes_from_elsewhere(defect)) return cut_elsewhere(defect, live);
  still_ = live;
  // An overlay stands still as well, unless it is the one thing that does not.
  if (defect.kind->id == Id::freeze) finish(still_);
  return std::nullopt;
}

// Looks for a moment of the material that differs from what was on, has something to show, and, for
// a region, moves somewhere. The best of a few will do if none is good.
Problem Impairer::cut_elsewhere(const Defect& defect, const Picture& live) {
  constexpr int kAttempts = 6;
  constexpr double kDifferent = 12, kContrast = 12, kMovement = 4;  // luma steps
  const bool region = defect.kind->id == Id::region;
  const int look_ahead = std::max(static_cast<int>(material_.format.rate.value() * 0.4), 1);
  Picture first(live.width(), live.height()), then(live.width(), live.height());
  double best = -1;
  for (int attempt = 0; attempt < kAttempts && best < 1; ++attempt) {
    const double away = material_.seconds * (0.2 + 0.6 * random_.share());
    auto programme = material_.from(std::fmod(now() + away, material_.seconds));
    if (auto problem = programme->next(first)) return problem;
    then = first;
    for (int i = 0; region && i < look_ahead; ++i) {
      if (auto problem = programme->next(then)) return problem;
    }
    const LiveRegion found = liveliest(first, then, region ? defect.value("area") : 1);
    double good = std::min(difference(then, live) / kDifferent, contrast(then) / kContrast);
    if (region) good = std::min(good, found.movement / kMovement);
    if (good <= best) continue;
    best = good;
    still_ = then;
    region_ = found;
    elsewhere_ = std::move(programme);
  }
  if (!region && defect.kind->id != Id::cuts) elsewhere_.reset();
  return std::nullopt;
}

// Does the picture stand still, the one before having been shown already?
bool Impairer::holds(const Defect& defect, double frames) const {
  const double fps = frames_a_second();
  const double phase = std::fmod(frames, std::round(defect.value("every") * fps));
  return phase > 0 && phase < std::round(defect.value("hold") * fps);
}

// (The first cut is that with which it begins.)
Problem Impairer::show_cuts(const Defect& defect, double frames, Picture& picture) {
  const double every = std::max(std::round(defect.value("every") * frames_a_second()), 1.0);
  if (frames > 0 && std::fmod(frames, every) == 0) {
    const Picture before = still_;
    if (auto problem = cut_elsewhere(defect, before)) return problem;
  } else if (frames > 0) {
    if (auto problem = elsewhere_->next(still_)) return problem;
  }
  picture = still_;
  return std::nullopt;
}

Problem Impairer::show(const Defect& defect, double frames, Picture& picture) {
  switch (defect.kind->id) {
    case Id::freeze:  // an overlay stands still as well
      picture = still_;
      return std::nullopt;
    case Id::black:
      draw_blank(picture, kBlack);
      if (defect.value("logo") > 0) draw_station(picture);
      return std::nullopt;
    case Id::solid:
      draw_blank(picture, kSolids[static_cast<std::size_t>(defect.value("colour"))]);
      return std::nullopt;
    case Id::bars:
      draw_bars(picture);
      return std::nullopt;
    case Id::stutter:
      if (!holds(defect, frames)) {
        finish(picture);
        still_ = picture;
      }
      picture = still_;
      return std::nullopt;
    case Id::fill:
    case Id::mosaic:
    case Id::grid:
    case Id::flash:
      finish(picture);
      draw_effect(defect, frames, frames_a_second(), picture);
      return std::nullopt;
    default:
      if (auto problem = show_beneath(defect, frames, picture)) return problem;
      finish(picture);
      return std::nullopt;
  }
}

// What overlays go on over. (What gets lost when it is coded is not drawn at all.)
Problem Impairer::show_beneath(const Defect& defect, double frames, Picture& picture) {
  switch (defect.kind->id) {
    case Id::overlay:
    case Id::still:
      picture = still_;
      break;
    case Id::region:
      if (frames > 0) {
        if (auto problem = elsewhere_->next(picture)) return problem;
        still_.copy(region_.box, picture);
      }
      picture = still_;
      break;
    case Id::slate:
      draw_slate(picture, now(), defect.value("clock") > 0);
      break;
    case Id::pan:
      draw_pan(still_, defect.value("speed"), frames, picture);
      break;
    case Id::zoom:
      draw_zoom(still_, defect.value("speed"), frames, picture);
      break;
    case Id::fade:
      draw_dimmed(still_, std::abs(1 - 2 * frames / static_cast<double>(defect.end - defect.first)),
                  picture);
      break;
    case Id::dim:
      still_ = picture;
      draw_dimmed(still_, defect.value("brightness"), picture);
      break;
    case Id::cuts:
      return show_cuts(defect, frames, picture);
    default:
      break;
  }
  return std::nullopt;
}

}  // namespace vqa::impair
