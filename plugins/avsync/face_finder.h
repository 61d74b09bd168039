// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "avsync/face_note.h"

namespace vqa {

/// A picture of grey bytes without gaps between its rows.
struct SmallPicture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels{};
};

/// Finds faces that look into the camera, as trained by others (Viola and Jones, 2001).
class FaceFinder {
 public:
  /// Where Debian's opencv-data and builds of one's own have it; empty if nowhere.
  static std::string cascade();

  explicit FaceFinder(const std::string& cascade);
  ~FaceFinder();
  FaceFinder(const FaceFinder&) = delete;
  FaceFinder& operator=(const FaceFinder&) = delete;

  bool ready() const;
  /// Their places in this picture, the largest first; `least` is the smallest side. Takes long.
  std::vector<FaceBox> find(const SmallPicture& picture, int least);

 private:
  struct Cascade;
  std::unique_ptr<Cascade> cascade_;
};

}  // namespace vqa
