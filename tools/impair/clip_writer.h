// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <string>
#include <vector>

#include "glue/raii.h"
#include "impair/picture.h"
#include "impair/programme.h"
#include "impair/sound_coding.h"

namespace vqa::impair {

/// How a clip is coded.
struct Coding {
  Container container = Container::transport_stream;
  SoundCodec sound = *sound_codec("aac");
  int width = 0, height = 0;  ///< 0 for sound alone, of which a frame is just a piece
  Ratio pixel_aspect;
  Ratio rate;         ///< of frames
  std::string codec;  ///< h264, h265 or mpeg2
  int bitrate = 0;    ///< of the picture, kbit/s
  int gop = 0;        ///< frames from one key frame to the next
  bool interlaced = false;
  bool gaps = false;  ///< frames may be missing
  /// Coded data of one side gets other stamps.
  struct Restamp {
    bool picture = false;
    GstClockTime from = 0, to = 0;
    GstClockTimeDiff by = 0;
  };
  std::vector<Restamp> restamps{};

  bool has_picture() const { return width > 0; }
};

/// Encodes frames and the sound that belongs to them into a file.
class ClipWriter {
 public:
  ClipWriter(const Coding& coding, const std::string& path) : coding_(coding), path_(path) {}
  ~ClipWriter();
  ClipWriter(const ClipWriter&) = delete;
  ClipWriter& operator=(const ClipWriter&) = delete;

  Problem open();
  /// Samples of sound, per channel, that belong to the next frame.
  std::size_t samples() const;
  /// Null for a frame that is missing: time goes on without it, as it does without any picture.
  Problem write(const Picture* picture, const Sound& sound);
  Problem close();

 private:
  std::string description() const;
  std::string muxer() const;
  std::string pictures() const;
  std::string encoder() const;
  void restamp(const char* queue, bool picture);
  Problem write_sound(const Sound& sound);
  Problem push(GstElement* source, GstBuffer* buffer, GstClockTime from, GstClockTime to);
  Problem wait(GstClockTime patience, bool for_end);
  std::uint64_t samples_before(std::uint64_t frame) const;

  Coding coding_;
  std::string path_;
  gst::Element pipeline_, picture_, sound_;
  std::uint64_t frames_ = 0;
  std::uint64_t samples_ = 0;  ///< of sound, that the encoder got
};

}  // namespace vqa::impair
