// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <ebur128.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "audio/config.h"
#include "audio/slicer.h"
#include "audio/true_peak.h"
#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// Measures loudness after EBU R 128 and ITU-R BS.1770, by libebur128; tells of too much, too
/// little, and of steps, if it is asked to.
class Loudness {
 public:
  struct Measured {
    double momentary, short_term, integrated;  ///< LUFS
    double range;                              ///< LU
    double true_peak;                          ///< dBTP, of all channels, of all that came
  };

  Loudness(std::string_view detector, IncidentNumbers& numbers);
  void configure(const AudioConfig& config);
  void process(const Slice& slice, Events& out);
  void sample(Time time, Events& out) const;
  void finish(std::string_view reason, Events& out);

  Measured measured() const;

 private:
  struct Destroy {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
  };
  bool start(const Slice& slice);
  void judge(Time time, Events& out);

  AudioConfig config_;
  std::unique_ptr<ebur128_state, Destroy> state_;
  std::vector<TruePeak> peaks_;  ///< of the channels
  std::vector<float> interleaved_;
  std::size_t slices_ = 0;
  std::deque<double> before_;  ///< short-term loudness of the last seconds
  IncidentTracker range_, step_;
};

}  // namespace vqa
