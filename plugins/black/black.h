// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>

#include "black/bars.h"
#include "black/close_look.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/masked_grid.h"
#include "core/shade.h"
#include "core/view.h"

namespace vqa {

struct BlackConfig {
  Time min_duration = 2s;       ///< black for this long is a warning
  Time critical_duration = 5s;  ///< black for this long is critical
  Time clear_duration = 500ms;  ///< a picture for this long ends it
  double level = 0.1;           ///< of the way from black to white: no brighter is black
};

/// Finds pictures with nothing to see in them: `black`; `solid`, all of one colour, as the green of
/// a decoder that got nothing; and `bars`, the colour bars of a line that nobody feeds.
///
/// A logo in a corner changes nothing about that. A dark scene is not black, for it has shades, and
/// snow is not one colour.
class Black {
 public:
  using Config = BlackConfig;
  static constexpr std::string_view kDetector = "black";

  Black();
  void configure(const Config& config);
  void set_mask(const Mask& mask) { blocks_.set_mask(mask); }

  void process(const VideoFrame& frame, Events& out);
  /// Appends the current measurement as a `sample` event.
  void sample(Events& out) const;
  /// Nothing more comes, or what comes next has nothing to do with what was.
  void finish(std::string_view reason, Events& out);

  IncidentNumbers& numbers() { return numbers_; }

 private:
  enum class Sight : std::uint8_t { nothing_yet, masked, picture, black, solid, bars };

  Sight look(const VideoFrame& frame);
  Sight look_closer(const VideoFrame& frame);
  void look_at_colour(const VideoFrame& frame);
  double black_level() const;
  double dark_share() const;
  void judge(IncidentTracker& tracker, Sight sight, double value, Events& out);

  Config config_;
  MaskedGrid blocks_;
  BlockMapper mapper_;
  ColourMaps maps_;
  Shade shade_;
  BlockBox logo_;       ///< where something else than the one shade was last
  std::string colour_;  ///< of a solid picture
  CloseLook close_look_;
  BarFinder bar_finder_;

  IncidentNumbers numbers_;
  IncidentTracker black_{kDetector, "black", "ratio", numbers_};
  IncidentTracker solid_{kDetector, "solid", "ratio", numbers_};
  IncidentTracker bars_{kDetector, "bars", "ratio", numbers_};

  Sight sight_ = Sight::nothing_yet;
  Time now_{};
};

}  // namespace vqa
