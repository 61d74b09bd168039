// SPDX-License-Identifier: LGPL-2.1-or-later
#include "avsync/profile.h"

#include <array>
#include <cstddef>

#include "glue/property.h"

namespace vqa::gst {
namespace {

struct Limits {
  Time early, late;
};
constexpr AvSyncConfig kDefaults{};
// In the order of their names below. Beyond what is critical by the first one, all agree.
constexpr std::array<Limits, 3> kLimits = {
    {{kDefaults.early_limit, kDefaults.late_limit}, {40ms, 60ms}, {15ms, 45ms}}};

GType profile_type() {
  static const GEnumValue kNames[] = {
      {0, "ITU-R BT.1359: 45 ms early, 125 ms late", "bt1359"},
      {1, "EBU R 37: 40 ms early, 60 ms late", "ebu"},
      {2, "ATSC IS-191: 15 ms early, 45 ms late", "atsc"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("VqaAvSyncProfile", kNames);
  return type;
}

}  // namespace

GParamSpec* profile_spec() {
  return g_param_spec_enum("profile", "profile",
                           "Sets early-limit and late-limit, which may be changed afterwards",
                           profile_type(), kDefaultProfile, kMutable);
}

void apply_profile(int profile, AvSyncConfig& config) {
  const Limits& limits = kLimits.at(static_cast<std::size_t>(profile));
  config.early_limit = limits.early;
  config.late_limit = limits.late;
}

}  // namespace vqa::gst
