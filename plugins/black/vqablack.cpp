// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-vqablack
 * @title: vqablack
 *
 * Reports when there is nothing to see in the picture. The same buffers go out as in. Events are
 * element messages named `vqa-event` with `detector` "black" and one of these kinds:
 *
 * * `black`: the picture is black, but for a logo in a corner, and no dark scene.
 * * `solid`: all of it has one colour, such as the grey or green of a decoder that gets nothing;
 *   `details.colour` says which.
 * * `bars`: it shows colour bars.
 *
 * Each is a warning after #min-duration, critical after #critical-duration, and over after
 * #clear-duration of something else.
 *
 * |[
 * gst-launch-1.0 -m videotestsrc pattern=black num-buffers=100 ! vqablack ! fakesink
 * ]|
 */

#include "black/black.h"
#include "glue/video_analyser.h"

namespace vqa::gst {
namespace {

struct BlackTraits {
  using Detector = Black;
  static constexpr char kTypeName[] = "GstVqaBlack";
  static constexpr char kLongName[] = "Black picture detector";
  static constexpr char kDescription[] = "Reports black pictures, single colours and colour bars";
  static constexpr Property<BlackConfig> kProperties[] = {
      {"min-duration", "Nothing to see for this long is a warning, in ns",
       &BlackConfig::min_duration, 0.04, kDay},
      {"critical-duration", "Nothing to see for this long is critical, in ns",
       &BlackConfig::critical_duration, 0.04, kDay},
      {"clear-duration", "A picture for this long ends it, in ns", &BlackConfig::clear_duration, 0,
       kDay},
      {"level", "No brighter is black: share of the way from black to white", &BlackConfig::level,
       0, 0.5},
  };
};

}  // namespace
}  // namespace vqa::gst

GST_ELEMENT_REGISTER_DECLARE(vqablack)
GST_ELEMENT_REGISTER_DEFINE(vqablack, "vqablack", GST_RANK_NONE,
                            vqa::gst::VideoAnalyser<vqa::gst::BlackTraits>::type())
