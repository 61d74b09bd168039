// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace vqa {

/// A square around a face: its left and top edge and its side, in pixels of the width that the
/// picture has on the screen.
struct FaceBox {
  double x = 0, y = 0, side = 0;
};
/// How much of what either covers both do.
double overlap(const FaceBox& one, const FaceBox& two);

/// How a mouth is in one picture, and how it moved since the one before.
struct Mouth {
  float dark = 0;    ///< how dark its darkest parts are, as it is when open
  float shade = 0;   ///< how dark all of it is
  float lip = 0;     ///< the lower lip goes down
  float apart = 0;   ///< lips go apart
  float moving = 0;  ///< everything that moves
};

enum class FaceState : std::uint8_t { off, not_built, no_cascade, none, small, resting, followed };

/// What is to be known of the face in a picture.
struct FaceNote {
  FaceState state = FaceState::off;
  std::uint32_t track = 0;    ///< the same number: followed without a break
  std::uint32_t speaker = 0;  ///< the same number: the same face, as far as one can tell
  std::optional<Mouth> mouth{};
};

}  // namespace vqa
