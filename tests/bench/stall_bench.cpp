// SPDX-License-Identifier: LGPL-2.1-or-later
//
// How long after the last frame of a live pipeline its stall is told, against the timeout.

#include <gst/gst.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "glue/raii.h"

G_BEGIN_DECLS
GST_PLUGIN_STATIC_DECLARE(vqa);
G_END_DECLS

namespace {

constexpr int kStalls = 20;
constexpr double kTimeout = 1;  // s, the default of stall-timeout

double seconds() { return static_cast<double>(g_get_monotonic_time()) / 1e6; }

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  GST_PLUGIN_STATIC_REGISTER(vqa);
  const vqa::gst::Element pipeline(gst_parse_launch(
      "videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=50/1 ! "
      "valve name=valve ! vqafreeze name=freeze ! fakesink sync=false",
      nullptr));
  const vqa::gst::Element valve(gst_bin_get_by_name(GST_BIN(pipeline.get()), "valve"));
  const vqa::gst::Element freeze(gst_bin_get_by_name(GST_BIN(pipeline.get()), "freeze"));
  const vqa::gst::Pad src(gst_element_get_static_pad(freeze.get(), "src"));
  const vqa::gst::Bus bus(gst_element_get_bus(pipeline.get()));

  static std::atomic<double> last_frame = 0;
  gst_pad_add_probe(
      src.get(), GST_PAD_PROBE_TYPE_BUFFER,
      [](GstPad*, GstPadProbeInfo*, gpointer) {
        last_frame = seconds();
        return GST_PAD_PROBE_OK;
      },
      nullptr, nullptr);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);

  std::vector<double> delays;
  for (int i = 0; i < kStalls; ++i) {
    g_object_set(valve.get(), "drop", FALSE, nullptr);
    g_usleep(300'000);
    g_object_set(valve.get(), "drop", TRUE, nullptr);
    const vqa::gst::Message told(gst_bus_timed_pop_filtered(
        bus.get(), 10 * GST_SECOND,
        static_cast<GstMessageType>(GST_MESSAGE_ELEMENT | GST_MESSAGE_ERROR)));
    const char* phase =
        told && gst_message_get_structure(told.get()) != nullptr
            ? gst_structure_get_string(gst_message_get_structure(told.get()), "phase")
            : nullptr;
    if (g_strcmp0(phase, "end") == 0) {  // of the stall before
      --i;
      continue;
    }
    if (g_strcmp0(phase, "begin") != 0) {
      std::fprintf(stderr, "stall_bench: no stall was told\n");
      return EXIT_FAILURE;
    }
    delays.push_back(seconds() - last_frame - kTimeout);
  }
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  std::sort(delays.begin(), delays.end());
  std::printf("%d stalls told %.1f ms (median), at most %.1f ms, after the timeout of 1 s\n",
              kStalls, delays[delays.size() / 2] * 1e3, delays.back() * 1e3);
}
