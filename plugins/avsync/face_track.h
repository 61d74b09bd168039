// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <optional>

#include "avsync/face_note.h"
#include "core/view.h"

namespace vqa {

/// Follows a face by its eyes and nose (Lucas and Kanade), so that its mouth is always seen at the
/// same place, however the head moves.
class FaceTrack {
 public:
  /// `aspect`: how much wider than high a pixel is.
  FaceTrack(const PlaneView& luma, double aspect, const FaceBox& box);
  ~FaceTrack();
  FaceTrack(const FaceTrack&) = delete;
  FaceTrack& operator=(const FaceTrack&) = delete;

  /// In the next picture; nothing if it got lost.
  std::optional<Mouth> follow(const PlaneView& luma, double aspect);
  FaceBox box() const;
  /// How much its eyes and nose look like those of another one, up to 1.
  double likeness(const FaceTrack& other) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vqa
