// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-vqafreeze
 * @title: vqafreeze
 *
 * Reports when the picture stops moving and when it moves again. The same buffers go out as in.
 *
 * The means of 16x16 blocks are held against those of the frame where the picture came to rest:
 * coding noise has no mean inside a block, motion has. The picture is frozen when it was moving
 * right before and then stays still for #min-duration; it is critical after #critical-duration;
 * it is over after #clear-duration of motion.
 *
 * Events are element messages named `vqa-event` with `detector` "freeze" and `kind` "freeze":
 * `start` is the running time of the last frame that moved, `value` the change of the picture
 * since then in luma steps, `threshold` the change that would be motion.
 *
 * |[
 * gst-launch-1.0 -m uridecodebin uri=file://$PWD/build/demo/demo.ts ! vqafreeze ! fakesink
 * ]|
 */

#include "freeze/freeze.h"
#include "glue/video_analyser.h"

namespace vqa::gst {
namespace {

constexpr double kDay = 86400;

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
