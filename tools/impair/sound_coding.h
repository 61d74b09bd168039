// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "impair/programme.h"

namespace vqa::impair {

/// What a clip is kept in, by the end of its name.
enum class Container { transport_stream, matroska, wav, flac };

Container container_of(const std::string& path);
/// Has it no room for pictures?
bool sound_only(Container container);

/// One way to code sound.
struct SoundCodec {
  const char* name;
  const char* elements;  ///< of GStreamer, as for gst-launch
  int delay;             ///< samples that come out before the first one that went in
  bool in_transport_stream;
};

/// The one of that name, or null.
const SoundCodec* sound_codec(const std::string& name);
/// Those that can be chosen, as "aac, mp2 or ...".
std::string sound_codecs();

/// Finds out how the sound of a clip is coded, if `wanted` is its codec, or empty if none was
/// named. Nothing, or what the user has to mend.
Problem choose_sound(const std::string& path, const std::string& wanted, SoundCodec& codec);

}  // namespace vqa::impair
