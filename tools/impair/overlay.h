// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <vector>

#include "impair/defect.h"
#include "impair/picture.h"

namespace vqa::impair {

/// What is drawn on top of a programme, and goes on whatever happens beneath it.
struct Overlay {
  enum class What { clock, logo, ticker };  // in the order of the words of the parameter
  What what;
  double area;  ///< share of the picture
  bool operator==(const Overlay&) const = default;

  /// Draws it as it is at a time, in seconds.
  void draw(Picture& picture, double seconds) const;
};

/// The overlays that defects ask for, each once.
std::vector<Overlay> overlays_of(const std::vector<Defect>& defects);

}  // namespace vqa::impair
