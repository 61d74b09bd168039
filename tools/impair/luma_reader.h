// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <string>
#include <vector>

#include "glue/raii.h"
#include "impair/programme.h"

namespace vqa::impair {

/// The brightness of a picture, without padding.
struct Luma {
  std::int64_t time = 0;  ///< running time, in ns
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;
};

/// Decodes the pictures of a transport stream as a monitor does: none is added where some are
/// missing, and none changed.
class LumaReader {
 public:
  LumaReader() = default;
  ~LumaReader();
  LumaReader(const LumaReader&) = delete;
  LumaReader& operator=(const LumaReader&) = delete;

  Problem open(const std::string& path, const std::string& codec);
  /// The next picture; `end` when there is none any more.
  Problem next(Luma& luma, bool& end);

 private:
  Problem trouble();

  gst::Element pipeline_, pictures_;
};

}  // namespace vqa::impair
