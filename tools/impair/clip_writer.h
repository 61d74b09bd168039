// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <optional>
#include <string>

#include "glue/raii.h"
#include "impair/scene.h"

namespace vqa::impair {

struct ClipFormat {
  int width = 640, height = 360;
  int fps = 25;
  double seconds = 30;
  std::string codec = "h264";  ///< h264 or mpeg2
  int bitrate = 1500;          ///< kbit/s
  int gop = 50;                ///< frames from one key frame to the next
};

/// Encodes pictures, with a tone beside them, into an MPEG transport stream.
class ClipWriter {
 public:
  ClipWriter(const ClipFormat& format, const std::string& path) : format_(format), path_(path) {}
  ~ClipWriter();
  ClipWriter(const ClipWriter&) = delete;
  ClipWriter& operator=(const ClipWriter&) = delete;

  /// Each returns what went wrong, if anything did.
  std::optional<std::string> open();
  std::optional<std::string> write(const Picture& picture);
  std::optional<std::string> close();

 private:
  std::string description() const;
  std::optional<std::string> wait(GstClockTime patience, bool for_end);

  ClipFormat format_;
  std::string path_;
  gst::Element pipeline_;
  gst::Element source_;
  std::uint64_t frames_ = 0;
};

}  // namespace vqa::impair
