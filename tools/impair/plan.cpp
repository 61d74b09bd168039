// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include "impair/arrangement.h"
#include "impair/upstream.h"

namespace vqa::impair {
namespace {

Ratio reduced(std::int64_t over, std::int64_t under) {
  const std::int64_t divisor = std::gcd(over, under);
  return {static_cast<int>(over / divisor), static_cast<int>(under / divisor)};
}

std::string text(const Ratio& ratio) {
  return std::to_string(ratio.over) + (ratio.under == 1 ? "" : "/" + std::to_string(ratio.under));
}

// The size that is asked for. One side alone keeps the shape of the clip.
Format format_of(const Options& options, const ClipInfo* clip) {
  Format format = clip != nullptr ? clip->format : Format{};
  const Format own = format;
  const auto follow = [](int given, int is, int was) {
    return std::max(static_cast<int>(std::lround(given * (static_cast<double>(is) / was) / 2)) * 2,
                    2);
  };
  if (options.width != kUnsaid) format.width = options.width;
  if (options.height != kUnsaid) format.height = options.height;
  if (clip != nullptr && options.width != kUnsaid && options.height == kUnsaid) {
    format.height = follow(own.height, options.width, own.width);
  } else if (clip != nullptr && options.height != kUnsaid && options.width == kUnsaid) {
    format.width = follow(own.width, options.height, own.height);
  } else if (clip != nullptr && options.width != kUnsaid) {
    const Ratio& pixel = own.pixel_aspect;
    const auto wide = static_cast<std::int64_t>(own.width) * format.height;
    const auto high = static_cast<std::int64_t>(own.height) * format.width;
    const Ratio shape = reduced(wide, high);
    format.pixel_aspect = reduced(static_cast<std::int64_t>(shape.over) * pixel.over,
                                  static_cast<std::int64_t>(shape.under) * pixel.under);
  }
  return format;
}

Ratio rate_of(const Options& options, const ClipInfo* clip) {
  if (options.rate) return *options.rate;
  if (clip == nullptr) return options.interlaced ? Ratio{50, 1} : Ratio{25, 1};
  const Ratio own = clip->format.rate;
  return options.interlaced && clip->interlaced ? reduced(2L * own.over, own.under) : own;
}

// What the codec can do that was chosen.
Problem check(const Coding& coding) {
  static constexpr std::array<Ratio, 8> kMpeg2Rates = {
      {{24000, 1001}, {24, 1}, {25, 1}, {30000, 1001}, {30, 1}, {50, 1}, {60000, 1001}, {60, 1}}};
  if (coding.interlaced && coding.height % 4 != 0) {
    return "a height of " + std::to_string(coding.height) +
           " cannot be interlaced: add a --height that is a multiple of 4";
  }
  if (coding.codec != "mpeg2" ||
      std::find(kMpeg2Rates.begin(), kMpeg2Rates.end(), coding.rate) != kMpeg2Rates.end()) {
    return std::nullopt;
  }
  std::string known;
  for (const Ratio& rate : kMpeg2Rates) known += (known.empty() ? "" : ", ") + text(rate);
  return "mpeg2 has no frame rate of " + text(coding.rate) + ", only " + known + ": add --fps" +
         (coding.interlaced ? ", of which interlacing makes half" : "");
}

Problem set_length(const Options& options, const ClipInfo* clip, Plan& plan) {
  constexpr double kUsual = 30, kLongest = 86400;
  double seconds = options.seconds;
  if (options.seconds == kUnsaid) {
    seconds = clip != nullptr ? std::min(clip->seconds, kLongest) : kUsual;
    plan.ends_with_clip = clip != nullptr;
  }
  if (seconds <= 0) return options.from + " does not say how long it is: add --seconds";
  const double rate = plan.coding.rate.value();
  plan.frames = std::max<std::int64_t>(static_cast<std::int64_t>(seconds * rate + 1e-6), 1);
  return arrange(plan.defects, rate, plan.frames);
}

// Pictures are all that is planned in pieces of their own length.
void plan_sound_only(Plan& plan) {
  plan.format.width = plan.format.height = 0;
  plan.format.rate = plan.coding.rate = {25, 1};
}

// Does it ask for what the clip cannot show, or be played without?
Problem check_medium(const Options& options, const ClipInfo* clip, const Plan& plan) {
  const std::vector<Defect> shown = those_of(options.defects, false);
  if (!plan.coding.has_picture() && !shown.empty()) {
    const bool none = clip != nullptr && !clip->has_picture;
    return describe(shown.front()) + " is put into pictures, and " +
           (none ? options.from + " has none" : options.output + " will have none");
  }
  const auto breaks = std::find_if(shown.begin(), shown.end(),
                                   [](const Defect& defect) { return defect.breaks(); });
  if (breaks != shown.end() && plan.coding.container != Container::transport_stream) {
    return describe(*breaks) + " takes a transport stream: name the clip .ts";
  }
  if (!plan.coding.has_picture() && clip != nullptr && !clip->has_sound) {
    return options.from + " has no sound to make " + options.output + " of";
  }
  return std::nullopt;
}

Problem plan_pictures(const Options& options, const ClipInfo* clip, Plan& plan) {
  plan.format = format_of(options, clip);
  plan.format.rate = rate_of(options, clip);
  plan.pictures_per_frame = options.interlaced ? 2 : 1;
  Coding& coding = plan.coding;
  coding.width = plan.format.width;
  coding.height = plan.format.height;
  coding.pixel_aspect = plan.format.pixel_aspect;
  coding.rate = reduced(plan.format.rate.over, static_cast<std::int64_t>(plan.format.rate.under) *
                                                   plan.pictures_per_frame);
  coding.codec = options.codec;
  coding.gop = options.gop;
  coding.interlaced = options.interlaced;
  coding.gaps = std::any_of(plan.defects.begin(), plan.defects.end(),
                            [](const Defect& defect) { return defect.kind->id == Kind::Id::drop; });
  coding.bitrate = options.bitrate;
  if (options.bitrate == kUnsaid) coding.bitrate = usual_bitrate(coding);
  if (auto problem = check(coding)) return problem;
  if (auto problem = plan_upstream(plan)) return problem;
  if (plan.upstream) {
    if (auto problem = check(plan.upstream->coding)) return "upstream, " + *problem;
  }
  return std::nullopt;
}

}  // namespace

int usual_bitrate(const Coding& coding) {
  constexpr double kBitsPerPixel = 0.1;
  const double bits = kBitsPerPixel * coding.width * coding.height * coding.rate.value();
  return std::clamp(static_cast<int>(bits / 1000), 10, 40000);
}

Problem make_plan(const Options& options, const ClipInfo* clip, Plan& plan) {
  plan.defects = options.defects;
  plan.coding.container = container_of(options.output);
  if (auto problem = choose_sound(options.output, options.sound, plan.coding.sound)) return problem;
  const bool sound_alone = options.no_picture || sound_only(plan.coding.container) ||
                           (clip != nullptr && !clip->has_picture);
  if (sound_alone) {
    plan_sound_only(plan);
  } else if (auto problem = plan_pictures(options, clip, plan)) {
    return problem;
  }
  if (auto problem = check_medium(options, clip, plan)) return problem;
  return set_length(options, clip, plan);
}

}  // namespace vqa::impair
