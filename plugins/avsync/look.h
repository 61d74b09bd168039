// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "avsync/beeps.h"
#include "avsync/face_look.h"
#include "avsync/flashes.h"
#include "avsync/picture_cells.h"
#include "avsync/side.h"
#include "avsync/sound_print.h"
#include "avsync/speech_sounds.h"
#include "core/view.h"

namespace vqa {

/// What is left to know of a picture once it has gone by.
struct PictureNote {
  Time time{};  ///< with a stamp or without
  Stamp stamp;
  std::optional<Time> flash;  ///< began then, and is over
  PictureCells cells;
  FaceNote face{};
};

/// ... and of a piece of sound.
struct SoundNote {
  Time time{};
  Stamp stamp;
  std::uint64_t frames = 0;
  int rate = 0;
  std::vector<Time> beeps;
  std::vector<SoundPrints> prints;
  std::vector<SpeechSounds> speech{};
};

/// Measures pictures, each by itself. Belongs to the thread that they come in.
class PictureLook {
 public:
  void set_mask(const Mask& mask) { meter_.set_mask(mask); }
  /// How much wider than high a pixel is on the screen.
  void set_aspect(double aspect) { faces_.set_aspect(aspect); }
  /// `speech`: somebody may be seen who speaks.
  PictureNote take(const VideoFrame& frame, const Stamp& stamp, bool speech);
  void reset();
  /// Nothing comes any more.
  void stop() { faces_.stop(); }

 private:
  CellMeter meter_;
  Flashes flashes_;
  FaceLook faces_;
};

/// Measures sound. Belongs to the thread that it comes in.
class SoundLook {
 public:
  SoundNote take(const AudioBlock& block, const Stamp& stamp, bool speech);
  void reset();

 private:
  void mix(const AudioBlock& block);

  std::vector<float> mixed_, channel_;
  Beeps beeps_;
  SoundPrinter printer_;
  SpeechEar ear_;
};

}  // namespace vqa
