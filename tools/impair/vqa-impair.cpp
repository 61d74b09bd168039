// SPDX-License-Identifier: LGPL-2.1-or-later
//
// vqa-impair: makes clips with known defects at known times, to see what a monitor makes of them.

#include <gst/gst.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "impair/clip_info.h"
#include "impair/clip_programme.h"
#include "impair/options.h"
#include "impair/plan.h"
#include "impair/production.h"
#include "impair/scene.h"
#include "impair/sound_programme.h"
#include "impair/sync_scene.h"
#include "impair/truth.h"

namespace vqa::impair {
namespace {

int complain(const std::string& problem, int status) {
  std::fprintf(stderr, "vqa-impair: %s\n", problem.c_str());
  return status;
}

Problem write_truth(const std::string& path, const Origin& origin,
                    const std::vector<Defect>& defects, const Outcome& outcome) {
  std::ofstream file(path);
  file << truth_json(origin, defects, outcome) << std::flush;
  if (!file) return "cannot write " + path;
  return std::nullopt;
}

bool same_file(const std::string& one, const std::string& two) {
  std::error_code none;
  return std::filesystem::equivalent(one, two, none);
}

std::string name_of(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

std::string source_of(const Options& options, const Plan& plan) {
  if (!options.from.empty()) return name_of(options.from);
  if (options.sync_clip) return kSyncName;
  return plan.coding.has_picture() ? kSceneName : kToneName;
}

// Makes the clip, and says beside it what it holds.
int produce(const Options& options, const Plan& plan, const MaterialSource& source) {
  std::filesystem::path truth(options.output);
  truth.replace_extension(".truth.json");
  std::remove(truth.c_str());  // it would be about another clip
  Production production(options, plan, source);
  if (const auto problem = production.run()) return complain(*problem, 1);
  const Origin origin = {.clip = name_of(options.output),
                         .source = source_of(options, plan),
                         .command = options.command,
                         .seed = options.seed,
                         .coding = plan.coding,
                         .frames = production.frames()};
  const Outcome outcome = {production.damage(), production.gaps(), production.heard()};
  if (const auto problem = write_truth(truth, origin, plan.defects, outcome)) {
    return complain(*problem, 1);
  }
  return 0;
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
  const MaterialSource source = [&](const Format& format) {
    if (!plan.coding.has_picture()) {
      return scene ? tone_material(format)
                   : sound_material(options.from, clip, format, !plan.ends_with_clip);
    }
    if (options.sync_clip) return sync_material(format);
    return scene ? scene_material(format)
                 : clip_material(options.from, clip, format, clip.interlaced && options.interlaced);
  };
  return produce(options, plan, source);
}

}  // namespace
}  // namespace vqa::impair

int main(int argc, char** argv) { return vqa::impair::run(argc, argv); }
