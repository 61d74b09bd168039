// SPDX-License-Identifier: LGPL-2.1-or-later
//
// vqa-impair: makes clips with known defects at known times, to see what a monitor makes of them.

#include <gst/gst.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "impair/clip_info.h"
#include "impair/clip_programme.h"
#include "impair/clip_writer.h"
#include "impair/impairer.h"
#include "impair/noise.h"
#include "impair/options.h"
#include "impair/plan.h"
#include "impair/scene.h"
#include "impair/truth.h"

namespace vqa::impair {
namespace {

int complain(const std::string& problem, int status) {
  std::fprintf(stderr, "vqa-impair: %s\n", problem.c_str());
  return status;
}

class Progress {
 public:
  explicit Progress(bool wanted) : shown_(wanted && ::isatty(STDERR_FILENO) != 0) {}
  ~Progress() {
    if (shown_) std::fputs("\r     \r", stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::int64_t frame, std::int64_t frames) {
    const auto percent = static_cast<int>(100 * frame / frames);
    if (!shown_ || percent == last_) return;
    last_ = percent;
    std::fprintf(stderr, "\r%3d %%", percent);
  }

 private:
  bool shown_;
  int last_ = -1;
};

// Draws frames: the programme, its defects, noise, and fields if wanted.
class Maker {
 public:
  Maker(const Options& options, const Plan& plan, const Material& material)
      : plan_(plan),
        programme_(material.from(0)),
        impairer_(material, plan.defects, plan.pictures_per_frame, options.seed),
        noise_(options.noise, options.seed),
        frame_(plan.format.width, plan.format.height),
        field_(plan.format.width, plan.format.height) {}

  Problem next() {
    if (auto problem = next(frame_)) return problem;
    if (plan_.pictures_per_frame == 1) return std::nullopt;
    if (auto problem = next(field_)) return problem;
    weave(frame_, field_);
    return std::nullopt;
  }
  const Picture* frame(std::int64_t number) const {
    return impairer_.missing(number) ? nullptr : &frame_;
  }
  Programme& programme() { return *programme_; }

 private:
  Problem next(Picture& picture) {
    if (auto problem = programme_->next(picture)) return problem;
    if (auto problem = impairer_.apply(picture)) return problem;
    noise_.add(picture);
    return std::nullopt;
  }

  const Plan& plan_;
  std::unique_ptr<Programme> programme_;
  Impairer impairer_;
  Noise noise_;
  Picture frame_, field_;
};

// Tells whose trouble it is.
Problem blame(const std::string& name, const Problem& problem) {
  return problem ? Problem(name + ": " + *problem) : problem;
}

Problem make(const Options& options, const Plan& plan, const Material& material,
             std::int64_t& frames) {
  ClipWriter writer(plan.coding, options.output);
  if (auto problem = blame(options.output, writer.open())) return problem;
  Maker maker(options, plan, material);
  Progress progress(!options.quiet);
  const std::int64_t needed = plan.defects.empty() ? 1 : plan.defects.back().end;
  Sound sound;
  for (frames = 0; frames < plan.frames; ++frames) {
    if (auto problem = blame(material.name, maker.next())) return problem;
    if (plan.ends_with_clip && maker.programme().repeats() && frames >= needed) break;
    sound.clear();
    if (auto problem = maker.programme().sound(writer.samples(), sound)) return problem;
    if (auto problem = blame(options.output, writer.write(maker.frame(frames), sound))) {
      return problem;
    }
    progress.show(frames + 1, plan.frames);
  }
  return blame(options.output, writer.close());
}

Problem write_truth(const std::string& path, const Origin& origin,
                    const std::vector<Defect>& defects) {
  std::ofstream file(path);
  file << truth_json(origin, defects) << std::flush;
  if (!file) return "cannot write " + path;
  return std::nullopt;
}

bool same_file(const std::string& one, const std::string& two) {
  std::error_code none;
  return std::filesystem::equivalent(one, two, none);
}

int run(int argc, char** argv) {
  Options options;
  if (const auto status = parse(argc, argv, options)) return *status;
  gst_init(nullptr, nullptr);

  ClipInfo clip;
  const bool scene = options.from.empty();
  if (!scene) {
    if (const auto problem = look_into(options.from, clip)) {
      return complain("cannot read " + options.from + ": " + *problem, 1);
    }
    if (same_file(options.from, options.output)) {
      return complain(options.output + " is the clip itself: choose another name", kBadUsage);
    }
  }
  Plan plan;
  if (const auto problem = make_plan(options, scene ? nullptr : &clip, plan)) {
    return complain(*problem, kBadUsage);
  }
  const Material material =
      scene ? scene_material(plan.format)
            : clip_material(options.from, clip, plan.format, clip.interlaced && options.interlaced);

  std::filesystem::path truth(options.output);
  truth.replace_extension(".truth.json");
  std::remove(truth.c_str());  // it would be about another clip
  const auto name = [](const std::string& path) {
    return std::filesystem::path(path).filename().string();
  };
  Origin origin = {name(options.output), name(material.name), options.command,
                   options.seed,         plan.coding,         0};
  if (const auto problem = make(options, plan, material, origin.frames)) {
    return complain(*problem, 1);
  }
  if (const auto problem = write_truth(truth, origin, plan.defects)) return complain(*problem, 1);
  return 0;
}

}  // namespace
}  // namespace vqa::impair

int main(int argc, char** argv) { return vqa::impair::run(argc, argv); }
