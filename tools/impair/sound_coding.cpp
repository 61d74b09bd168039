// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/sound_coding.h"

#include <algorithm>
#include <array>

namespace vqa::impair {
namespace {

// The delays are those of their filter banks: MDCTs of AAC and AC-3, and the polyphase bank of MPEG
// layer II. A transport stream does not tell of them, so no decoder takes them away.
// (That AAC encoder, where it may code both channels as one, lets so much of one into the other
// that a dead channel is no longer dead: measured at 11 dB below the other one.)
constexpr std::array<SoundCodec, 4> kCodecs = {{
    {"aac", "avenc_aac bitrate=192000 aac-ms=false ! aacparse", 1024, true},
    {"mp2", "avenc_mp2 bitrate=256000 ! mpegaudioparse", 481, true},
    {"ac3", "avenc_ac3 bitrate=192000 ! ac3parse", 256, true},
    {"flac", "flacenc ! flacparse", 0, false},
}};
constexpr SoundCodec kPcm = {"pcm", "wavenc", 0, false};
constexpr SoundCodec kFlacFile = {"flac", "flacenc", 0, false};

bool ends_with(const std::string& path, const std::string& end) {
  return path.size() >= end.size() && path.compare(path.size() - end.size(), end.npos, end) == 0;
}

}  // namespace

Container container_of(const std::string& path) {
  if (ends_with(path, ".mkv")) return Container::matroska;
  if (ends_with(path, ".wav")) return Container::wav;
  if (ends_with(path, ".flac")) return Container::flac;
  return Container::transport_stream;
}

bool sound_only(Container container) {
  return container == Container::wav || container == Container::flac;
}

const SoundCodec* sound_codec(const std::string& name) {
  const auto* found = std::find_if(kCodecs.begin(), kCodecs.end(),
                                   [&](const SoundCodec& one) { return name == one.name; });
  return found != kCodecs.end() ? &*found : nullptr;
}

std::string sound_codecs() {
  std::string names;
  for (std::size_t i = 0; i < kCodecs.size(); ++i) {
    if (i > 0) names += i + 1 == kCodecs.size() ? " or " : ", ";
    names += kCodecs[i].name;
  }
  return names;
}

Problem choose_sound(const std::string& path, const std::string& wanted, SoundCodec& codec) {
  const Container container = container_of(path);
  if (sound_only(container)) {
    codec = container == Container::wav ? kPcm : kFlacFile;
    if (wanted.empty() || wanted == codec.name) return std::nullopt;
    return "--sound=" + wanted + " does not fit to " + path + ": name the clip .ts or .mkv";
  }
  codec = *sound_codec(wanted.empty() ? "aac" : wanted);
  if (container == Container::transport_stream && !codec.in_transport_stream) {
    return "--sound=" + wanted + " has no place in a transport stream: name the clip .mkv";
  }
  return std::nullopt;
}

}  // namespace vqa::impair
