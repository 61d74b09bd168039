// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <cstddef>
#include <vector>

#include "core/view.h"
#include "glue/raii.h"

namespace vqa::gst {

/// Caps of the raw formats of 16 bits and more, interleaved or planar.
Caps sound_caps();

/// The part of a buffer that lies within the segment: the rest nobody will hear.
struct ShownPart {
  GstClockTime pts;
  std::size_t first, frames;
  Time duration;
};
ShownPart shown_part(const GstSegment& segment, GstClockTime pts, std::size_t frames, int rate);

/// The samples of a buffer, for reading, for as long as this lives.
class MappedSound {
 public:
  MappedSound(const GstAudioInfo& info, GstBuffer* buffer);
  ~MappedSound() { gst_audio_buffer_unmap(&mapped_); }
  MappedSound(const MappedSound&) = delete;
  MappedSound& operator=(const MappedSound&) = delete;

  std::size_t frames() const { return mapped_.n_samples; }
  /// Its samples lie as close in running time as they are played at `speed`.
  AudioBlock block(const ShownPart& part, Time time, double speed);

 private:
  GstAudioBuffer mapped_;
  std::vector<const std::byte*> channels_;
};

}  // namespace vqa::gst
