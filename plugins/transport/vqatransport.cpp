// SPDX-License-Identifier: LGPL-2.1-or-later

/**
 * SECTION:element-vqatransport
 * @title: vqatransport
 *
 * Reports what is wrong with an MPEG transport stream, in front of the demuxer. The same buffers go
 * out as in, of any size, with packets of 188, 192 or 204 bytes. Events are element messages named
 * `vqa-event` with `detector` "transport" and one of these kinds, after ETSI TR 101 290:
 *
 * * `loss`: packets are missing by their continuity counters, came with the transport error
 *   indicator, or without a sync byte. `value` counts them, `details` say which streams they hit.
 *   Critical from #critical-loss packets on, or when it goes on for #critical-duration.
 *   Over after #clear-duration without.
 * * `psi`: PAT or PMT did not come for #psi-timeout, or with a wrong checksum. Information where
 * the stream was never better, critical after #critical-duration.
 *
 * * `pcr`: the clock of a programme did not come for #pcr-interval, jumped without a word, or,
 * where the rate is constant, stands off its place by more than #pcr-jitter. `value` is in ms.
 * * `pts`: stamps of the picture or of the sound did not come for #pts-interval, or are not between
 * the clock and #max-lead ahead of it. `value` is in ms.
 *
 * With #sample-interval it measures all of these, the bit rate, the share of null packets, and how
 * large and of what kind pictures are.
 *
 * Demuxers and decoders pass the events on, in front
 * of the picture that is damaged.
 *
 * When #GstVqaNotify:evidence-clip asks for it, from downstream, it keeps the last seconds of the
 * stream in memory (64 MiB at most), and sends clips of incidents there.
 *
 * Time is that of the buffers where they have one, as from a network, and else goes by the
 * programme's clock (PCR) from 0, as in files. Data is taken in the order of the stream, in push
 * mode only.
 *
 * |[
 * gst-launch-1.0 -m filesrc location=build/demo/demo.ts ! vqatransport ! fakesink
 * ]|
 */

#include "glue/byte_analyser.h"
#include "transport/clip_keeper.h"
#include "transport/transport.h"

namespace vqa::gst {
namespace {

struct TransportTraits {
  using Detector = Transport;
  using Keeper = ClipKeeper;
  static constexpr char kTypeName[] = "GstVqaTransport";
  static constexpr char kLongName[] = "Transport stream checker";
  static constexpr char kDescription[] =
      "Reports lost packets, tables, clocks and stamps of MPEG transport streams";
  static constexpr char kCaps[] = "video/mpegts, systemstream=(boolean)true";
  static constexpr Property<TransportConfig> kProperties[] = {
      {"psi-timeout", "PAT and PMT have to come this often, in ns (0 = they need not)",
       &TransportConfig::psi_timeout, 0, kDay},
      {"pcr-interval", "Clocks (PCR) have to come this often, in ns (0 = they need not)",
       &TransportConfig::pcr_interval, 0, kDay},
      {"pcr-jitter",
       "At a constant rate clocks are no further off their place, in ns (0 = they may be)",
       &TransportConfig::pcr_jitter, 0, kDay},
      {"pts-interval", "Stamps (PTS) have to come this often, in ns (0 = they need not)",
       &TransportConfig::pts_interval, 0, kDay},
      {"max-lead", "Stamps are no further ahead of the clock, in ns (0 = they may be)",
       &TransportConfig::max_lead, 0, kDay},
      {"critical-loss", "So many packets lost in one incident are critical",
       &TransportConfig::critical_loss, 1, 1e9},
      {"critical-duration", "Trouble for this long is critical, in ns",
       &TransportConfig::critical_duration, 0.04, kDay},
      {"clear-duration", "No losses for this long end an incident, in ns",
       &TransportConfig::clear_duration, 0, kDay},
  };
};

}  // namespace
}  // namespace vqa::gst

GST_ELEMENT_REGISTER_DECLARE(vqatransport)
GST_ELEMENT_REGISTER_DEFINE(vqatransport, "vqatransport", GST_RANK_NONE,
                            vqa::gst::ByteAnalyser<vqa::gst::TransportTraits>::type())
