// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-vqablockiness
 * @title: vqablockiness
 *
 * Reports damaged blocks in the picture: torn, misplaced, smeared or grey ones, as they come of
 * lost packets, and what motion makes of them until the next refresh; whether the loss was on the
 * way here, or upstream of an encoder that took the damage for the picture. The same buffers go out
 * as in. Events are element messages named `vqa-event` with `detector` "blockiness" and the kind
 * `corruption`. Their value is the damaged share of the picture; `details` has the `box` around it,
 * a coarse `map`, and the `cause`.
 *
 * And it measures how clearly the picture shows the grid of blocks that it was coded in, at
 * whatever size it is by now: kind `blockiness`, a slow measure of quality. `confidence` says
 * whether that tells anything: of codecs with a loop filter it does not.
 *
 * With `vqatransport` in front of the demuxer, the picture only has to confirm what was lost.
 *
 * |[
 * gst-launch-1.0 -m videotestsrc pattern=ball num-buffers=100 ! vqablockiness ! fakesink
 * ]|
 */

#include "blockiness/blockiness.h"
#include "glue/video_analyser.h"

namespace vqa::gst {
namespace {

struct BlockinessTraits {
  using Detector = Blockiness;
  static constexpr char kTypeName[] = "GstVqaBlockiness";
  static constexpr char kLongName[] = "Block corruption detector";
  static constexpr char kDescription[] = "Reports damaged blocks in the picture";
  static constexpr Property<BlockinessConfig> kProperties[] = {
      {"min-confidence", "How sure damage has to be, in two of three pictures, to be reported",
       &BlockinessConfig::min_confidence, 0.01, 1},
      {"critical-area", "Damage of this share of the picture is critical",
       &BlockinessConfig::critical_area, 0, 1},
      {"clear-duration", "No damage for this long ends it, in ns",
       &BlockinessConfig::clear_duration, 0, kDay},
      {"measure-blockiness", "Measure how much of the grid of blocks is seen at all",
       &BlockinessConfig::measure_blockiness},
      {"max-blockiness", "More of the grid of blocks is reported (1: never)",
       &BlockinessConfig::max_blockiness, 0, 1},
      {"clear-blockiness", "... until less of it is seen than this",
       &BlockinessConfig::clear_blockiness, 0, 1},
      {"critical-blockiness", "So much of the grid of blocks is critical (1: never)",
       &BlockinessConfig::critical_blockiness, 0, 1},
      {"blockiness-duration", "More for this long is reported, in ns",
       &BlockinessConfig::blockiness_duration, 0, kDay},
      {"blockiness-clear-duration", "Less for this long ends it, in ns",
       &BlockinessConfig::blockiness_clear_duration, 0, kDay},
  };
};

}  // namespace
}  // namespace vqa::gst

GST_ELEMENT_REGISTER_DECLARE(vqablockiness)
GST_ELEMENT_REGISTER_DEFINE(vqablockiness, "vqablockiness", GST_RANK_NONE,
                            vqa::gst::VideoAnalyser<vqa::gst::BlockinessTraits>::type())
