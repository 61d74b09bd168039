// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <string>
#include <vector>

#include "glue/raii.h"
#include "impair/clip_info.h"
#include "impair/programme.h"

namespace vqa::impair {

/// Reads a clip once, from some time on: pictures of one format at a constant rate, and sound. Only
/// a few of either are in memory at a time.
class ClipReader {
 public:
  /// Pictures become `format`, whatever the clip's own is.
  ClipReader(const ClipInfo& clip, const Format& format, bool both_fields)
      : clip_(clip), format_(format), both_fields_(both_fields) {}
  ~ClipReader();
  ClipReader(const ClipReader&) = delete;
  ClipReader& operator=(const ClipReader&) = delete;

  Problem open(double start);
  /// The next picture; `end` when there is none any more.
  Problem next(Picture& picture, bool& end);
  /// Adds the sound that goes on where the last one ended, so many samples per channel; silence
  /// where the clip has none.
  void sound(std::size_t samples, Sound& into);
  bool has_sound() const { return has_sound_; }

 private:
  std::string description() const;
  void leave_end_open();
  Problem trouble(GstClockTime patience = 0, GstMessageType good = GST_MESSAGE_UNKNOWN);
  Problem copy(GstSample* sample, Picture& picture);
  bool take_sound();

  ClipInfo clip_;
  Format format_;
  bool both_fields_;
  gst::Element pipeline_, pictures_, sounds_;
  bool has_sound_ = false;
  bool silent_ = false;         ///< there is no more sound
  std::int64_t to_skip_ = 0;    ///< pictures before the first that is wanted
  std::int64_t origin_ = -1;    ///< running time of the first picture
  std::int64_t position_ = 0;   ///< samples of sound handed out since
  std::int64_t available_ = 0;  ///< samples of sound read since
  Sound pending_;               ///< the last of those, not handed out yet
};

}  // namespace vqa::impair
