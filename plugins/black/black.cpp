// SPDX-License-Identifier: LGPL-2.1-or-later
#include "black/black.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace vqa {
namespace {

constexpr int kEveryRow = 4;        // is enough for means
constexpr double kWhole = 0.98;     // of the picture
constexpr double kRough = 3;        // luma steps from pixel to pixel: snow, and not one colour
constexpr double kColourless = 10;  // chroma steps from grey
constexpr double kGrey = 128;
constexpr double kBlack = 16, kWhite = 235;  // luma of video
constexpr Time kLongestGap = 10s;            // nothing seen for longer: what was, is unknown

/// "#rrggbb", by the matrix of high definition (ITU-R BT.709).
std::string colour_of(double luma, double cb, double cr) {
  const double y = (luma - kBlack) / (kWhite - kBlack), b = (cb - kGrey) / 224,
               r = (cr - kGrey) / 224;
  const auto byte = [](double share) {
    return static_cast<unsigned>(std::lround(std::clamp(share, 0.0, 1.0) * 255));
  };
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", byte(y + 1.5748 * r),
                byte(y - 0.1873 * b - 0.4681 * r), byte(y + 1.8556 * b));
  return text;
}

}  // namespace

Black::Black() : mapper_(kEveryRow) { configure(Config{}); }

void Black::configure(const Config& config) {
  config_ = config;
  for (IncidentTracker* tracker : {&black_, &solid_, &bars_})
    tracker->configure({.raise_level = kWhole,
                        .clear_level = kWhole,
                        .raise_time = config.min_duration,
                        .critical_time = config.critical_duration,
                        .clear_time = config.clear_duration,
                        .max_gap = kLongestGap});
}

double Black::black_level() const { return kBlack + config_.level * (kWhite - kBlack); }

double Black::dark_share() const {
  double dark = 0;
  for (std::size_t i = 0; i < maps_.luma.size(); ++i)
    if (blocks_.masked()[i] == 0 && static_cast<double>(maps_.luma[i]) <= black_level()) dark += 1;
  return dark / std::max(1.0, static_cast<double>(blocks_.seen()));
}

void Black::look_at_colour(const VideoFrame& frame) {
  close_look_.chroma(frame.cb, blocks_.grid(), maps_.cb);
  close_look_.chroma(frame.cr, blocks_.grid(), maps_.cr);
}

/// What the picture shows, if it has only one shade.
Black::Sight Black::look_closer(const VideoFrame& frame) {
  if (close_look_.roughness(frame.luma, blocks_) > kRough) return Sight::picture;
  if (shade_.share < kWhole && !shade_.in_corner) return Sight::picture;
  // A logo stays where it is. Something small that moves in the dark is something to see.
  const bool stayed = logo_.about_contains(shade_.others);
  if (!stayed) logo_ = shade_.others;
  if (!stayed && (sight_ == Sight::black || sight_ == Sight::solid)) return Sight::picture;
  look_at_colour(frame);
  const Shade cb = shade_of(maps_.cb, blocks_.grid(), blocks_.masked());
  const Shade cr = shade_of(maps_.cr, blocks_.grid(), blocks_.masked());
  const bool colourless =
      std::abs(cb.level - kGrey) <= kColourless && std::abs(cr.level - kGrey) <= kColourless;
  if (colourless && shade_.level <= black_level()) return Sight::black;
  if (!cb.even || !cr.even) return Sight::picture;
  colour_ = colour_of(shade_.level, cb.level, cr.level);
  return Sight::solid;
}

Black::Sight Black::look(const VideoFrame& frame) {
  mapper_.means(frame.luma, maps_.luma);
  blocks_.fit(mapper_.grid());
  if (blocks_.seen() == 0) return Sight::masked;
  shade_ = shade_of(maps_.luma, blocks_.grid(), blocks_.masked());
  if (shade_.even) return look_closer(frame);
  if (!bar_finder_.may_be(maps_.luma, blocks_)) return Sight::picture;
  look_at_colour(frame);
  return bar_finder_.look(maps_, blocks_) ? Sight::bars : Sight::picture;
}

void Black::judge(IncidentTracker& tracker, Sight sight, double value, Events& out) {
  Judgement judgement{.time = now_, .value = value, .confidence = 0.95};
  if (sight_ == sight) {
    judgement.verdict = Verdict::bad;
    // Not what video calls black: somebody may mean it.
    if (sight == Sight::black && shade_.level > kBlack + 8) judgement.confidence = 0.8;
  }
  const std::size_t before = out.size();
  tracker.judge(judgement, out);
  for (std::size_t i = before; i < out.size(); ++i) {
    if (out[i].phase == Phase::end) continue;
    if (sight == Sight::black) out[i].details.emplace_back("luma", shade_.level);
    if (sight == Sight::solid) out[i].details.emplace_back("colour", colour_);
  }
}

void Black::process(const VideoFrame& frame, Events& out) {
  now_ = frame.time;
  sight_ = look(frame);
  judge(black_, Sight::black, dark_share(), out);
  judge(solid_, Sight::solid, shade_.share, out);
  judge(bars_, Sight::bars, sight_ == Sight::bars ? 1 : 0, out);
}

void Black::sample(Events& out) const {
  const bool blind = sight_ == Sight::nothing_yet || sight_ == Sight::masked;
  Event sample = black_.sample(now_, blind ? 0 : dark_share(), blind ? 0 : 1);
  if (sight_ == Sight::masked) sample.details.emplace_back("reason", std::string("all masked"));
  out.push_back(std::move(sample));
}

void Black::finish(std::string_view reason, Events& out) {
  for (IncidentTracker* tracker : {&black_, &solid_, &bars_}) tracker->finish(reason, out);
  sight_ = Sight::nothing_yet;
}

}  // namespace vqa
