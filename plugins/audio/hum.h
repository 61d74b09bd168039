// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "audio/config.h"
#include "audio/slicer.h"
#include "audio/steady_lines.h"
#include "core/event.h"
#include "core/incident.h"

namespace vqa {

/// Finds the hum of the mains: lines at 50 or 60 Hz and their harmonics that stand out, stay as
/// loud as they are, and keep to their frequency, as no bass does.
class Hum {
 public:
  Hum(std::string_view detector, IncidentNumbers& numbers);
  void configure(const AudioConfig& config);
  void process(const Slice& slice, Events& out);
  void finish(std::string_view reason, Events& out);

 private:
  static constexpr std::size_t kBins = 10;      ///< low-rate samples of a slice
  static constexpr std::size_t kWindow = 1000;  ///< of them are looked at together: 1 s
  static constexpr std::size_t kHop = 250;
  static constexpr std::size_t kLines = SteadyLines::kLines;

  struct Line {
    std::complex<double> amplitude{};
    bool steady = false;  ///< stands out, and is as it was
  };
  struct Mains {
    double frequency;
    std::array<Line, kLines> lines{};
    SteadyLines narrow{};
    std::vector<char> heard{};  ///< for each hop of the last seconds
    Time since{};               ///< the first of them
    double level = 0;           ///< dBFS
  };

  void take(const Slice& slice);
  void look(Mains& mains, double rate) const;
  std::complex<double> spectrum(double frequency, double rate) const;
  void judge(const Slice& slice, Events& out);

  AudioConfig config_;
  std::vector<double> low_, window_;  ///< the sound at about 1 kHz
  std::vector<float> mixed_;
  std::size_t hops_ = 0;
  std::array<Mains, 2> mains_{{{.frequency = 50}, {.frequency = 60}}};
  IncidentTracker tracker_;
};

}  // namespace vqa
