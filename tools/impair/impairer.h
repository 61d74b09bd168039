// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "impair/defect.h"
#include "impair/liveliness.h"
#include "impair/noise.h"
#include "impair/overlay.h"
#include "impair/picture.h"
#include "impair/programme.h"

namespace vqa::impair {

/// Puts defects into the pictures of a programme, one after the other.
class Impairer {
 public:
  /// A frame is made of one picture, or of two if they become its fields.
  Impairer(const Material& material, const std::vector<Defect>& defects, int pictures_per_frame,
           std::uint64_t seed);

  /// Turns the next picture of the programme into what the clip shows.
  Problem apply(Picture& picture);
  /// Is a frame left out?
  bool missing(std::int64_t frame) const;

 private:
  Problem begin(const Defect& defect, const Picture& live);
  Problem cut_elsewhere(const Defect& defect, const Picture& live);
  Problem show_beneath(const Defect& defect, double frames, Picture& picture);
  Problem show_cuts(const Defect& defect, double frames, Picture& picture);
  Problem show(const Defect& defect, double frames, Picture& picture);
  bool holds(const Defect& defect, double frames) const;
  void finish(Picture& picture) const;
  double now() const;
  double frames_a_second() const;

  const Material& material_;
  const std::vector<Defect>& defects_;
  std::vector<Overlay> overlays_;
  int pictures_per_frame_;
  Random random_;
  std::int64_t pictures_ = 0;  ///< before this one

  // While a defect is on:
  Picture still_;
  std::unique_ptr<Programme> elsewhere_;  ///< goes on from the still
  LiveRegion region_;
};

}  // namespace vqa::impair
