// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/look.h"

namespace vqa {

PictureNote PictureLook::take(const VideoFrame& frame, const Stamp& stamp, bool speech) {
  PictureNote note{
      .time = frame.time, .stamp = stamp, .flash = {}, .cells = meter_.measure(frame.luma)};
  note.flash = flashes_.take(frame.time, note.cells.lumas());
  if (speech) note.face = faces_.take(frame, note.cells);
  return note;
}

void PictureLook::reset() {
  flashes_.reset();
  faces_.reset();
}

void SoundLook::reset() {
  beeps_.reset();
  printer_.reset();
  ear_.reset();
}

/// All channels as one.
void SoundLook::mix(const AudioBlock& block) {
  mixed_.assign(block.frames, 0);
  channel_.resize(block.frames);
  for (std::size_t c = 0; c < block.channels.size(); ++c) {
    read_channel(block, c, 0, channel_);
    for (std::size_t i = 0; i < block.frames; ++i) mixed_[i] += channel_[i];
  }
  for (float& sample : mixed_) sample /= static_cast<float>(block.channels.size());
}

SoundNote SoundLook::take(const AudioBlock& block, const Stamp& stamp, bool speech) {
  mix(block);
  SoundNote note{.time = block.time,
                 .stamp = stamp,
                 .frames = block.frames,
                 .rate = block.rate,
                 .beeps = {},
                 .prints = {}};
  beeps_.take(mixed_, block.time, block.rate, note.beeps);
  printer_.take(mixed_, block.time, block.rate, note.prints);
  if (speech) ear_.take(mixed_, block.time, block.rate, note.speech);
  return note;
}

}  // namespace vqa
