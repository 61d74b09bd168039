// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/clip_maker.h"

#include <memory>
#include <string_view>
#include <vector>

#include "impair/arrangement.h"
#include "impair/impairer.h"
#include "impair/noise.h"
#include "impair/sound_offset.h"

namespace vqa::impair {
namespace {

// Draws frames, if there are any: the programme, its defects, noise, and fields if wanted.
class Painter {
 public:
  explicit Painter(const Recipe& recipe)
      : recipe_(recipe),
        programme_(recipe.material.from(0)),
        defects_(those_of(recipe.defects, false)),
        impairer_(recipe.material, defects_, recipe.pictures_per_frame, recipe.seed),
        noise_(recipe.noise, recipe.seed),
        frame_(recipe.material.format.width, recipe.material.format.height),
        field_(recipe.material.format.width, recipe.material.format.height) {}

  Problem next() {
    if (auto problem = next(frame_)) return problem;
    if (recipe_.pictures_per_frame == 1) return std::nullopt;
    if (auto problem = next(field_)) return problem;
    weave(frame_, field_);
    return std::nullopt;
  }
  const Picture* frame(std::int64_t number) const {
    return impairer_.missing(number) || frame_.width() == 0 ? nullptr : &frame_;
  }
  Programme& programme() { return *programme_; }

 private:
  Problem next(Picture& picture) {
    if (auto problem = programme_->next(picture)) return problem;
    if (auto problem = impairer_.apply(picture)) return problem;
    noise_.add(picture);
    return std::nullopt;
  }

  const Recipe& recipe_;
  std::unique_ptr<Programme> programme_;
  std::vector<Defect> defects_;
  Impairer impairer_;
  Noise noise_;
  Picture frame_, field_;
};

Coding coding_of(const Recipe& recipe) {
  Coding coding = recipe.coding;
  const auto ns = [](std::int64_t samples) {
    return gst_util_uint64_scale(static_cast<guint64>(samples), GST_SECOND, kSoundRate);
  };
  for (const Defect& defect : recipe.defects) {
    if (defect.kind->id != Kind::Id::restamp) continue;
    // Up to the end of the clip is to its last packet, which may be a little later.
    constexpr double kNearly = 0.1;  // s
    const double seconds = static_cast<double>(recipe.frames) / recipe.coding.rate.value();
    const bool to_the_end = static_cast<double>(defect.to) / kSoundRate > seconds - kNearly;
    const double ms = defect.value("ms");
    coding.restamps.push_back({.picture = defect.word("side") == std::string_view("picture"),
                               .from = ns(defect.from),
                               .to = to_the_end ? GST_CLOCK_TIME_NONE : ns(defect.to),
                               .by = static_cast<GstClockTimeDiff>(ms * GST_MSECOND)});
  }
  return coding;
}

// Tells whose trouble it is.
Problem blame(const std::string& name, const Problem& problem) {
  return problem ? Problem(name + ": " + *problem) : problem;
}

}  // namespace

Problem make_clip(const Recipe& recipe, const std::string& output, Progress& progress, Made& made) {
  ClipWriter writer(coding_of(recipe), output);
  if (auto problem = blame(output, writer.open())) return problem;
  Painter painter(recipe);
  SoundImpairer sound_impairer(recipe.defects, recipe.seed);
  SoundOffset sound_offset(recipe.defects);
  Sound sound;
  made.frames = recipe.frames;
  bool ends = !recipe.ends_with_clip;  // it is known where
  for (std::int64_t frame = 0; frame < made.frames + recipe.tail; ++frame) {
    if (auto problem = blame(recipe.material.name, painter.next())) return problem;
    sound.clear();
    auto problem = sound_offset.add(painter.programme(), writer.samples(), sound);
    if (problem) return blame(recipe.material.name, problem);
    if (!ends && painter.programme().repeats() && frame >= recipe.needed) {
      ends = true;
      made.frames = frame;
      if (recipe.tail == 0) break;
    }
    sound_impairer.apply(sound);
    if (auto wrong = blame(output, writer.write(painter.frame(frame), sound))) return wrong;
    progress.step();
  }
  made.heard = sound_impairer.heard();
  return blame(output, writer.close());
}

}  // namespace vqa::impair
