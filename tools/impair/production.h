// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "impair/clip_maker.h"
#include "impair/damage.h"
#include "impair/options.h"
#include "impair/plan.h"
#include "impair/scratch.h"

namespace vqa::impair {

/// The programme with pictures of some format.
using MaterialSource = std::function<Material(const Format&)>;

/// All steps from a plan to a clip. Where packets get lost upstream, the programme is coded once
/// before, and read back from what is left of it. Where pictures break, the clip is made a second
/// time without that, its twin, to see what is broken.
class Production {
 public:
  Production(const Options& options, const Plan& plan, const MaterialSource& source);

  Problem run();

  std::int64_t frames() const { return frames_; }
  const std::vector<FrameDamage>& damage() const { return damage_; }
  /// How often the counters of packets show that some are missing, for each defect of the plan.
  const std::vector<int>& gaps() const { return gaps_; }
  /// What the defects of the sound came to, for each defect of the plan.
  const std::vector<Heard>& heard() const { return heard_; }

 private:
  Problem code_upstream();
  Problem make(const Material& material, const std::vector<Defect>& defects,
               const std::string& output);
  Problem make_twin(const std::string& twin);
  Problem lose_packets(Kind::Id kind, const std::string& from, const std::string& to);
  Material upstream_material(const std::string& file) const;

  const Options& options_;
  const Plan& plan_;
  const MaterialSource& source_;
  Scratch scratch_;
  Progress progress_;
  bool ends_with_clip_;
  std::int64_t frames_;
  std::vector<FrameDamage> damage_;
  std::vector<int> gaps_;
  std::vector<Heard> heard_;
};

}  // namespace vqa::impair
