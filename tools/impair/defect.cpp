// SPDX-License-Identifier: LGPL-2.1-or-later
#include "impair/defect.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace vqa::impair {
namespace {

constexpr std::array<const char*, 2> kKinds = {"freeze", "clock"};

bool parse_number(std::string_view text, double& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(into);
}

std::string describe(const Defect& defect) {
  char times[64];
  std::snprintf(times, sizeof times, "@%g+%g", defect.start, defect.duration);
  return to_string(defect.kind) + std::string(times);
}

}  // namespace

const char* to_string(Defect::Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string known_kinds() {
  std::string names;
  for (const char* kind : kKinds) names += (names.empty() ? "" : ", ") + std::string(kind);
  return names;
}

std::optional<Defect> parse_defect(std::string_view text, std::string& problem) {
  const auto at = text.find('@');
  const auto plus = text.find('+', at == std::string_view::npos ? 0 : at);
  Defect defect;
  const bool well_formed = at != std::string_view::npos && plus != std::string_view::npos &&
                           parse_number(text.substr(at + 1, plus - at - 1), defect.start) &&
                           parse_number(text.substr(plus + 1), defect.duration) &&
                           defect.start >= 0 && defect.duration > 0;
  if (!well_formed) {
    problem = "\"" + std::string(text) +
              "\" is no defect: write KIND@START+DURATION in seconds, such as freeze@8+5";
    return std::nullopt;
  }
  const auto name = text.substr(0, at);
  const auto kind = std::find(kKinds.begin(), kKinds.end(), name);
  if (kind == kKinds.end()) {
    problem = "no defect is called \"" + std::string(name) + "\": known are " + known_kinds();
    return std::nullopt;
  }
  defect.kind = static_cast<Defect::Kind>(kind - kKinds.begin());
  return defect;
}

std::optional<std::string> arrange(std::vector<Defect>& defects, double seconds) {
  std::sort(defects.begin(), defects.end(),
            [](const Defect& a, const Defect& b) { return a.start < b.start; });
  for (std::size_t i = 0; i < defects.size(); ++i) {
    if (defects[i].end() > seconds) {
      return describe(defects[i]) + " does not fit: the clip lasts " +
             std::to_string(static_cast<int>(seconds)) + " s (see --seconds)";
    }
    if (i > 0 && defects[i].start < defects[i - 1].end()) {
      return describe(defects[i - 1]) + " and " + describe(defects[i]) +
             " overlap: put in one at a time";
    }
  }
  return std::nullopt;
}

const Defect* defect_at(const std::vector<Defect>& defects, double seconds) {
  for (const Defect& defect : defects) {
    if (seconds >= defect.start && seconds < defect.end()) return &defect;
  }
  return nullptr;
}

}  // namespace vqa::impair
