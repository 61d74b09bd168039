// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <string_view>
#include <tuple>
#include <utility>

#include "audio/clicks.h"
#include "audio/clipping.h"
#include "audio/config.h"
#include "audio/dropout.h"
#include "audio/hum.h"
#include "audio/loudness.h"
#include "audio/phase.h"
#include "audio/silence.h"
#include "audio/slicer.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/sound_log.h"
#include "core/view.h"

namespace vqa {

/// Listens for what is wrong with sound: one part for each kind of event, all of them fed with the
/// same slices.
class Audio {
 public:
  using Config = AudioConfig;
  static constexpr std::string_view kDetector = "audio";

  Audio();
  void configure(const Config& config);

  /// Takes frames of the block from `from` on, but no more than to the end of a slice, and returns
  /// how many.
  std::size_t process(const AudioBlock& block, std::size_t from, Events& out);
  /// Where to note how loud it is; null if nobody wants to know.
  void share(std::shared_ptr<SoundLog> log) { log_ = std::move(log); }
  /// The end of the slice that was judged last.
  Time now() const { return now_; }
  /// Appends the current measurements as `sample` events.
  void sample(Events& out) const;
  /// Nothing more comes, or what comes next has nothing to do with what was.
  void finish(std::string_view reason, Events& out);

 private:
  template <class Work>
  void with_all(Work work) {
    std::apply([&](auto&... part) { (work(part), ...); }, parts_);
  }
  void end_incidents(std::string_view reason, Events& out);
  void note_loudness();

  Slicer slicer_;
  IncidentNumbers numbers_;
  std::tuple<Silence, Dropout, Clicks, Clipping, StereoPhase, Hum, Loudness> parts_;
  Time now_{}, noted_{};
  std::shared_ptr<SoundLog> log_;
};

}  // namespace vqa
