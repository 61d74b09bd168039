// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>

#include "glue/raii.h"
#include "impair/programme.h"

namespace vqa::impair {

/// Reads the sound of a clip once, from its beginning, without its picture.
class SoundReader {
 public:
  explicit SoundReader(std::string uri) : uri_(std::move(uri)) {}
  ~SoundReader();
  SoundReader(const SoundReader&) = delete;
  SoundReader& operator=(const SoundReader&) = delete;

  Problem open();
  /// Adds the next sound, as much as comes at a time; nothing at its end.
  Problem read(Sound& into);

 private:
  std::string uri_;
  gst::Element pipeline_, sounds_;
};

}  // namespace vqa::impair
