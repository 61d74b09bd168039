// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "glue/raii.h"

namespace vqa::gst {

/// What passes through a detector.
enum class Medium : std::uint8_t { video, audio, transport, other };

/// What the streams of a decoder pass through: one chain for the picture and one for the sound, of
/// converter, detectors and notifier. The converter only works on what has no luma plane (RGB), or
/// fewer than 16 bits of sound; everything else passes through it untouched. What looks at
/// transport streams has its place inside of the decoder.
class Chains {
 public:
  static bool takes(GstElement* detector, Medium medium) {
    return way_of(detector, medium).detector != nullptr;
  }

  void attach(GstElement* notify, GstElement* video_converter, GstElement* audio_converter);
  /// Are the elements there that it is made of?
  bool can_be_made() const;

  /// Before anything flows.
  void assemble(const std::vector<GstElement*>& detectors);
  void take_apart();

  /// Where a stream goes: the first picture and the first sound through their detectors, and
  /// whatever else there is to an end of its own at the notifier.
  GstPad* place_for(const GstCaps* caps);
  /// Those ends are of streams that are gone.
  void release_extra_ends();

  /// The pads where the picture and the sound enter.
  void for_each_head(const std::function<void(GstPad*)>& use) const;
  /// A pad of the notifier for what is told beside the streams; null before they are assembled.
  GstPad* beside() const { return beside_.get(); }

  /// Chains that no stream goes through: "vqablack, vqafreeze".
  std::map<Medium, std::string> idle() const;

 private:
  /// Where a stream of some medium enters and leaves a detector.
  struct Way {
    GstElement* detector = nullptr;
    Pad in, out;
  };
  static Way way_of(GstElement* detector, Medium medium);
  Pad new_end() const;

  GstElement* notify_ = nullptr;
  std::map<Medium, GstElement*> converters_;

  std::map<Medium, std::vector<Way>> chains_;  ///< those with a detector
  Pad beside_;

  std::mutex mutex_;
  std::vector<Pad> extra_ends_;
};

}  // namespace vqa::gst
