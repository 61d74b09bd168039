// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-vqafreeze
 * @title: vqafreeze
 *
 * Reports when the picture stops moving and when it moves again. The same buffers go out as in.
 * Events are element messages named `vqa-event` with `detector` "freeze" and one of these kinds:
 *
 * * `freeze`: the picture was moving and stopped, for #min-duration by now; it is critical after
 *   #critical-duration, and over after #clear-duration of motion. A clock, a logo or a ticker may
 *   go on. `start` is the running time of the last frame that moved.
 * * `still`: the picture stands still and may be meant to. Severity is info.
 * * `stutter`: three times in ten seconds, the picture stayed for #stutter-hold or more.
 * * `stall`: in a live pipeline, no frame has arrived for #stall-timeout.
 *
 * |[
 * gst-launch-1.0 -m uridecodebin uri=file://$PWD/build/demo/demo.ts ! vqafreeze ! fakesink
 * ]|
 */

#include "freeze/freeze.h"
#include "glue/video_analyser.h"

namespace vqa::gst {
namespace {

struct FreezeTraits {
  using Detector = Freeze;
  static constexpr char kTypeName[] = "GstVqaFreeze";
  static constexpr char kLongName[] = "Freeze detector";
  static constexpr char kDescription[] = "Reports when the picture stops moving";
  static constexpr Property<FreezeConfig> kProperties[] = {
      {"min-duration", "Frozen for this long is a warning, in ns", &FreezeConfig::min_duration, 0.1,
       kDay},
      {"critical-duration", "Frozen for this long is critical, in ns",
       &FreezeConfig::critical_duration, 0.1, kDay},
      {"clear-duration", "Motion for this long ends the freeze, in ns",
       &FreezeConfig::clear_duration, 0.1, kDay},
      {"noise", "Change of a block that is not yet motion, in luma steps of 255",
       &FreezeConfig::noise, 0.1, 64},
      {"stutter-hold", "A picture that stays for less is no part of a stutter, in ns",
       &FreezeConfig::stutter_hold, 0.05, 2},
      {"stall-timeout", "In a live pipeline, no frame for this long is a stall, in ns (0 = never)",
       &FreezeConfig::stall_timeout, 0, kDay},
  };

  static StallRules stall(const FreezeConfig& config) {
    return {.timeout = config.stall_timeout, .critical = config.critical_duration};
  }
};

}  // namespace
}  // namespace vqa::gst

GST_ELEMENT_REGISTER_DECLARE(vqafreeze)
GST_ELEMENT_REGISTER_DEFINE(vqafreeze, "vqafreeze", GST_RANK_NONE,
                            vqa::gst::VideoAnalyser<vqa::gst::FreezeTraits>::type())
