// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "impair/picture.h"
#include "impair/programme.h"

namespace vqa::impair {

/// The built-in scene: a landscape that a camera pans over, a ball that bounces through it, and
/// grain.
class Scene {
 public:
  /// For pictures of this size.
  Scene(int width, int height);
  /// Draws the scene as it is `seconds` after its beginning.
  void draw(Picture& picture, double seconds) const;

 private:
  Picture landscape_;  ///< all that the camera pans over
};

constexpr const char* kSceneName = "built-in scene";

/// The scene, with a tone.
Material scene_material(const Format& format);

}  // namespace vqa::impair
