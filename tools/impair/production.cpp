// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/production.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "glue/raii.h"
#include "impair/arrangement.h"
#include "impair/clip_programme.h"
#include "impair/packet_loss.h"
#include "impair/transport_stream.h"

namespace vqa::impair {
namespace {

using Id = Kind::Id;

bool has(const std::vector<Defect>& defects, Id id) {
  return std::any_of(defects.begin(), defects.end(),
                     [id](const Defect& defect) { return defect.kind->id == id; });
}

bool breaks_any(const std::vector<Defect>& defects) {
  return std::any_of(defects.begin(), defects.end(),
                     [](const Defect& defect) { return defect.breaks(); });
}

std::int64_t ns(std::int64_t frame, const Ratio& rate) {
  return std::llround(static_cast<double>(frame) * 1e9 / rate.value());
}

}  // namespace

Production::Production(const Options& options, const Plan& plan, const MaterialSource& source)
    : options_(options),
      plan_(plan),
      source_(source),
      progress_(!options.quiet),
      ends_with_clip_(plan.ends_with_clip),
      frames_(plan.frames),
      gaps_(plan.defects.size()) {}

Problem Production::run() {
  const std::vector<Defect>& defects = plan_.defects;
  const bool twice = has(defects, Id::corrupt) || has(defects, Id::fill);
  progress_.expect(frames_ * (twice ? 2 : 1));
  if (breaks_any(defects)) {
    if (auto problem = scratch_.open()) return problem;
  }
  if (plan_.upstream) {
    progress_.expect(frames_ * plan_.pictures_per_frame);
    if (auto problem = code_upstream()) return problem;
  }
  const std::string& output = options_.output;
  const Material material =
      plan_.upstream ? upstream_material("damaged.ts") : source_(plan_.format);
  if (auto problem = make(material, defects, output)) return problem;
  if (!breaks_any(defects)) return std::nullopt;
  const std::string twin = scratch_.file("twin.ts");
  if (auto problem = make_twin(twin)) return problem;
  if (auto problem = lose_packets(Id::loss, output, output)) return problem;
  return find_damage(output, twin, plan_.coding.codec, ns(1, plan_.coding.rate), damage_);
}

Problem Production::make(const Material& material, const std::vector<Defect>& defects,
                         const std::string& output) {
  const Recipe recipe = {
      .material = material,
      .coding = plan_.coding,
      .defects = defects,
      .pictures_per_frame = plan_.pictures_per_frame,
      .noise = options_.noise,
      .seed = options_.seed,
      .frames = frames_,
      .needed = frames_for(defects),
      .ends_with_clip = ends_with_clip_,
  };
  Made made;
  if (auto problem = make_clip(recipe, output, progress_, made)) return problem;
  frames_ = made.frames;
  if (heard_.empty()) heard_ = made.heard;
  ends_with_clip_ = false;  // now it is known where it ends, and its twin ends there as well
  return std::nullopt;
}

// What comes out of the encoder is the same twice: a clip that only loses packets afterwards is its
// own twin before that.
Problem Production::make_twin(const std::string& twin) {
  if (!has(plan_.defects, Id::corrupt) && !has(plan_.defects, Id::fill)) {
    std::error_code failure;
    std::filesystem::copy_file(options_.output, twin, failure);
    if (failure) return twin + ": " + failure.message();
    return std::nullopt;
  }
  std::vector<Defect> defects;
  std::copy_if(plan_.defects.begin(), plan_.defects.end(), std::back_inserter(defects),
               [](const Defect& defect) { return !defect.breaks(); });
  return make(plan_.upstream ? upstream_material("clean.ts") : source_(plan_.format), defects,
              twin);
}

// A second more than is needed: what is lost at the end must not end the programme.
Problem Production::code_upstream() {
  const Upstream& upstream = *plan_.upstream;
  const int pictures = plan_.pictures_per_frame;
  const Material material = source_(upstream.format);
  const Recipe recipe = {
      .material = material,
      .coding = upstream.coding,
      .defects = {},
      .frames = frames_ * pictures,
      .needed = frames_for(plan_.defects) * pictures,
      .ends_with_clip = ends_with_clip_,
      .tail = static_cast<std::int64_t>(std::ceil(upstream.coding.rate.value())),
  };
  const std::string clean = scratch_.file("clean.ts");
  Made made;
  if (auto problem = make_clip(recipe, clean, progress_, made)) return problem;
  frames_ = made.frames / pictures;
  ends_with_clip_ = false;
  return lose_packets(Id::corrupt, clean, scratch_.file("damaged.ts"));
}

Material Production::upstream_material(const std::string& file) const {
  const gst::Chars uri(gst_filename_to_uri(scratch_.file(file).c_str(), nullptr));
  ClipInfo info;
  info.uri = uri.get();
  info.format = plan_.upstream->format;
  info.seconds = static_cast<double>(frames_) / plan_.coding.rate.value();
  return clip_material(file, info, plan_.format, false);
}

Problem Production::lose_packets(Id kind, const std::string& from, const std::string& to) {
  if (!has(plan_.defects, kind)) return std::nullopt;
  TransportStream stream;
  if (auto problem = stream.read(from)) return problem;
  const Ratio& rate = plan_.coding.rate;
  for (std::size_t i = 0; i < plan_.defects.size(); ++i) {
    const Defect& defect = plan_.defects[i];
    if (defect.kind->id != kind) continue;
    // Each has its own row of random numbers, whatever else is in the clip.
    const std::uint64_t seed = options_.seed ^ static_cast<std::uint64_t>(defect.first) << 32;
    gaps_[i] = lose(defect, {ns(defect.first, rate), ns(defect.end, rate)}, seed, stream);
  }
  if (kind == Id::corrupt) {
    stream.renumber();
    std::fill(gaps_.begin(), gaps_.end(), 0);
  }
  return stream.write(to);
}

}  // namespace vqa::impair
